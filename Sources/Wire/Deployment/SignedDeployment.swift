import Crypto
import FoundationEssentials

/// A deployment descriptor and its operators' signatures, as `deployment.json` holds them.
package struct SignedDeployment: Sendable, Equatable {
    package var descriptor: DeploymentDescriptor
    /// Ed25519 over ``DeploymentDescriptor/encoded``; absent until that operator has signed.
    package var leaderSignature: [UInt8]?
    package var helperSignature: [UInt8]?

    package init(descriptor: DeploymentDescriptor) { self.descriptor = descriptor }

    /// Both signatures are there and right.
    package func verify() throws(WireError) {
        try descriptor.validate()
        try Self.verify(
            leaderSignature, by: descriptor.leader.signingKey, over: descriptor, role: "leader")
        try Self.verify(
            helperSignature, by: descriptor.helper.signingKey, over: descriptor, role: "helper")
    }

    private static func verify(
        _ signature: [UInt8]?, by key: [UInt8], over descriptor: DeploymentDescriptor, role: String
    ) throws(WireError) {
        guard let signature else {
            throw WireError(
                .missingSignature,
                "the deployment is not signed by its \(role)"
                    + (role == "helper" ? ": run 'moonlessd cosign' at the helper" : ""))
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key),
            key.isValidSignature(signature, for: descriptor.encoded)
        else {
            throw WireError(.badSignature, "the \(role)'s signature of the deployment is wrong")
        }
    }
}

// MARK: - The file

extension SignedDeployment {
    private struct File: Codable {
        struct Parameters: Codable {
            var capacity, roundMilliseconds, readsPerRound, pagesPerSlot: Int
            var bellPeriodRounds, knockPeriodRounds: Int
        }
        struct Server: Codable {
            var address, signingKey, kemKey, certificateSHA256: String
            var signature: String?
        }
        var version: Int
        var name, identifier: String
        var parameters: Parameters
        var leader, helper: Server
    }

    private struct Version: Codable { var version: Int }

    /// UTF-8 JSON with sorted keys, ending in a newline.
    package func encodeFile() -> [UInt8] {
        func server(_ operatorPublic: OperatorPublic, _ signature: [UInt8]?) -> File.Server {
            File.Server(
                address: operatorPublic.address,
                signingKey: Hexadecimal.encode(operatorPublic.signingKey),
                kemKey: Base64URL.encode(operatorPublic.kemKey),
                certificateSHA256: Hexadecimal.encode(operatorPublic.certificateSHA256),
                signature: signature.map(Hexadecimal.encode))
        }
        let parameters = descriptor.parameters
        let file = File(
            version: Int(DeploymentDescriptor.version), name: descriptor.name,
            identifier: Hexadecimal.encode(descriptor.identifier),
            parameters: File.Parameters(
                capacity: parameters.capacity, roundMilliseconds: parameters.roundMilliseconds,
                readsPerRound: parameters.readsPerRound, pagesPerSlot: parameters.pagesPerSlot,
                bellPeriodRounds: parameters.bellPeriodRounds,
                knockPeriodRounds: parameters.knockPeriodRounds),
            leader: server(descriptor.leader, leaderSignature),
            helper: server(descriptor.helper, helperSignature))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and integers alone: encoding cannot fail.
        return Array((try? encoder.encode(file)) ?? Data()) + [UInt8(ascii: "\n")]
    }

    /// Reads a file of a known version; whether it is signed is for ``verify()`` to say.
    package init(file bytes: [UInt8]) throws(WireError) {
        let decoder = JSONDecoder()
        let data = Data(bytes)
        guard let version = try? decoder.decode(Version.self, from: data) else {
            throw WireError(.invalidValue, "not a deployment file")
        }
        guard version.version == Int(DeploymentDescriptor.version) else {
            throw WireError(
                .unknownVersion,
                "the deployment file is of version \(version.version), this program knows "
                    + "\(DeploymentDescriptor.version): upgrade the older side")
        }
        let file: File
        do {
            file = try decoder.decode(File.self, from: data)
        } catch {
            throw WireError(.invalidValue, "the deployment file is incomplete")
        }
        func server(_ server: File.Server) throws(WireError) -> OperatorPublic {
            OperatorPublic(
                address: server.address, signingKey: try Hexadecimal.decode(server.signingKey),
                kemKey: try Base64URL.decode(server.kemKey),
                certificateSHA256: try Hexadecimal.decode(server.certificateSHA256))
        }
        var parameters = DeploymentParameters()
        parameters.capacity = file.parameters.capacity
        parameters.roundMilliseconds = file.parameters.roundMilliseconds
        parameters.readsPerRound = file.parameters.readsPerRound
        parameters.pagesPerSlot = file.parameters.pagesPerSlot
        parameters.bellPeriodRounds = file.parameters.bellPeriodRounds
        parameters.knockPeriodRounds = file.parameters.knockPeriodRounds
        descriptor = DeploymentDescriptor(
            name: file.name, identifier: try Hexadecimal.decode(file.identifier),
            parameters: parameters, leader: try server(file.leader),
            helper: try server(file.helper))
        try descriptor.validate()
        if let signature = file.leader.signature {
            leaderSignature = try Hexadecimal.decode(signature)
        }
        if let signature = file.helper.signature {
            helperSignature = try Hexadecimal.decode(signature)
        }
    }
}
