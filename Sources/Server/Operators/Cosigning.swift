import Crypto
package import Wire

/// What `moonlessd cosign` does: the helper's operator agrees to a deployment.
package struct Cosigning {
    private let directory: ServerDirectory
    private let path: String
    package let deployment: SignedDeployment
    private let keys: OperatorKeys

    /// Reads and checks the file; nothing is signed yet.
    package init(_ directory: ServerDirectory, file path: String) throws {
        self.directory = directory
        self.path = path
        guard try ServerConfiguration(directory).role == .helper else {
            throw ServerFailure(
                .configuration, "'\(directory.path)' is the leader's: the helper's operator cosigns"
            )
        }
        keys = try OperatorKeys(directory)
        deployment = try DeploymentFile.read(path)
        try checkLeaderSignature()
        try checkHelper()
        try checkOtherDeployment()
    }

    private func checkLeaderSignature() throws {
        let descriptor = deployment.descriptor
        guard let signature = deployment.leaderSignature else {
            throw ServerFailure(
                .configuration, "'\(path)' is not signed by its leader: it is not complete")
        }
        guard
            let key = try? Curve25519.Signing.PublicKey(
                rawRepresentation: descriptor.leader.signingKey),
            key.isValidSignature(signature, for: descriptor.encoded)
        else {
            throw ServerFailure(
                .data,
                "'\(path)' was changed after its leader signed it: ask the leader's operator for "
                    + "the file again")
        }
    }

    private func checkHelper() throws {
        let own = keys.published(
            address: try OperatorFile(path: directory.helperPublic).published.address,
            certificateSHA256: try TLSIdentity(directory).digest)
        let named = deployment.descriptor.helper
        guard named.signingKey == own.signingKey, named.kemKey == own.kemKey,
            named.certificateSHA256 == own.certificateSHA256
        else {
            throw ServerFailure(
                .data,
                "'\(path)' names another helper than this one: its keys are not those in "
                    + "'\(directory.path)'. Not signed")
        }
        guard named.address == own.address else {
            throw ServerFailure(
                .data,
                "'\(path)' has this helper at \(named.address), but it is at "
                    + "\(own.address). Not signed")
        }
    }

    private func checkOtherDeployment() throws {
        guard PrivateFile.exists(directory.deployment) else { return }
        let present = try DeploymentFile.read(directory.deployment)
        guard present.descriptor == deployment.descriptor else {
            throw ServerFailure(
                .cannotCreate,
                "this helper serves the deployment '\(present.descriptor.name)' "
                    + "already: make another helper for another deployment")
        }
    }

    /// Signs, writes the file in place and keeps a copy for this helper.
    package func sign() throws -> SignedDeployment {
        var signed = deployment
        signed.helperSignature = try keys.sign(deployment.descriptor)
        do {
            try signed.verify()
        } catch {
            throw ServerFailure(.data, "'\(path)': \(error)")
        }
        try PrivateFile.write(signed.encodeFile(), to: directory.deployment, mode: 0o644)
        if path != directory.deployment {
            try PrivateFile.write(signed.encodeFile(), to: path, mode: 0o644)
        }
        return signed
    }
}
