import Crypto
import FoundationEssentials
import Wire

/// A server's secret keys: one signs the deployment, sessions are encapsulated to the other.
package struct OperatorKeys: Sendable {
    private static let version = 1

    private struct File: Codable {
        var version: Int
        var signingKey: String
        var kemSeed: String
    }

    let signingKey: Curve25519.Signing.PrivateKey
    let kemKey: XWingMLKEM768X25519.PrivateKey

    static func generate() throws -> OperatorKeys {
        OperatorKeys(
            signingKey: Curve25519.Signing.PrivateKey(),
            kemKey: try XWingMLKEM768X25519.PrivateKey.generate())
    }

    private init(
        signingKey: Curve25519.Signing.PrivateKey, kemKey: XWingMLKEM768X25519.PrivateKey
    ) {
        self.signingKey = signingKey
        self.kemKey = kemKey
    }

    init(_ directory: ServerDirectory) throws {
        let bytes = try PrivateFile.read(directory.keys)
        guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
            file.version == Self.version,
            let signing = try? Hexadecimal.decode(file.signingKey),
            let signingKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: signing),
            let seed = try? Hexadecimal.decode(file.kemSeed),
            let kemKey = try? XWingMLKEM768X25519.PrivateKey(
                seedRepresentation: seed, publicKey: nil)
        else {
            throw ServerFailure(
                .data,
                "'\(directory.keys)' is damaged or of another version: restore it from a "
                    + "backup")
        }
        self.init(signingKey: signingKey, kemKey: kemKey)
    }

    func write(to directory: ServerDirectory) throws {
        let file = File(
            version: Self.version, signingKey: Hexadecimal.encode(signingKey.rawRepresentation),
            kemSeed: Hexadecimal.encode(kemKey.seedRepresentation))
        try PrivateFile.write(try JSONText.encode(file), to: directory.keys)
    }

    func published(address: String, certificateSHA256: [UInt8]) -> OperatorPublic {
        OperatorPublic(
            address: address, signingKey: Array(signingKey.publicKey.rawRepresentation),
            kemKey: Array(kemKey.publicKey.rawRepresentation),
            certificateSHA256: certificateSHA256)
    }

    func sign(_ descriptor: DeploymentDescriptor) throws -> [UInt8] {
        Array(try signingKey.signature(for: descriptor.encoded))
    }
}
