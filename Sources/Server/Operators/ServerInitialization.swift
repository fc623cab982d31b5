import Crypto
import ServerCore
package import Wire

/// What `moonlessd init` does: keys, a certificate, the configuration and, at the leader, the
/// deployment and its account table.
package enum ServerInitialization {
    /// - Parameter advertised: The address under which the leader reaches this helper.
    /// - Returns: The public part, as it is in `helper.public`.
    @discardableResult
    package static func helper(
        _ directory: ServerDirectory, listen: HostAndPort, advertised: HostAndPort
    ) throws -> OperatorPublic {
        let published = try begin(directory, advertised: advertised)
        try OperatorFile(published).write(to: directory.helperPublic)
        // Written last: a directory without it was not finished and may be made again.
        try ServerConfiguration(role: .helper, listen: listen).write(to: directory)
        return published
    }

    /// - Returns: The deployment, signed by the leader alone.
    @discardableResult
    package static func leader(
        _ directory: ServerDirectory, listen: HostAndPort, advertised: HostAndPort,
        helper: OperatorPublic, name: String, parameters: DeploymentParameters
    ) throws -> SignedDeployment {
        try checkParameters(name: name, parameters)
        let published = try begin(directory, advertised: advertised)
        let keys = try OperatorKeys(directory)
        var random = SystemRandomNumberGenerator()
        let descriptor = DeploymentDescriptor(
            name: name,
            identifier: (0..<16).map { _ in .random(in: .min ... .max, using: &random) },
            parameters: parameters, leader: published, helper: helper)
        do {
            try descriptor.validate()
        } catch {
            throw ServerFailure(.data, "the deployment cannot be made: \(error)")
        }
        var deployment = SignedDeployment(descriptor: descriptor)
        deployment.leaderSignature = try keys.sign(descriptor)
        try makeAccounts(directory, descriptor)
        try PrivateFile.write(deployment.encodeFile(), to: directory.deployment, mode: 0o644)
        try ServerConfiguration(role: .leader, listen: listen).write(to: directory)
        return deployment
    }

    private static func checkParameters(name: String, _ parameters: DeploymentParameters) throws {
        guard (1...200).contains(name.utf8.count) else {
            throw ServerFailure(.usage, "a deployment's name has 1 to 200 bytes")
        }
        do {
            try parameters.validate()
        } catch {
            throw ServerFailure(.usage, "\(error)")
        }
    }

    private static func begin(
        _ directory: ServerDirectory, advertised: HostAndPort
    ) throws -> OperatorPublic {
        guard !PrivateFile.exists(directory.configuration) else {
            throw ServerFailure(
                .cannotCreate, "'\(directory.path)' holds a server already: name another directory")
        }
        guard advertised.port != 0 else {
            throw ServerFailure(.usage, "port 0 is no address that others can connect to")
        }
        try PrivateFile.makeDirectory(directory.path)
        let keys = try OperatorKeys.generate()
        try keys.write(to: directory)
        try TLSIdentity.generate(into: directory)
        try BackupKey.makeIfMissing(directory)
        return keys.published(
            address: advertised.description, certificateSHA256: try TLSIdentity(directory).digest)
    }

    /// A full table of free slots: real keys that nobody has, so that later copies of the table do
    /// not tell which slots were taken when.
    private static func makeAccounts(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor
    ) throws {
        try PrivateFile.remove(directory.accounts)
        try DiskAccountStore.create(directory, descriptor)
        var random = SystemRandomNumberGenerator()
        let accounts = (0..<descriptor.parameters.capacity).map { _ in
            AccountTable.makeFreeSlot(using: &random)
        }
        try DiskAccountStore(directory, descriptor).adopt(accounts)
    }
}
