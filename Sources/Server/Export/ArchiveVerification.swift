import Wire

/// What `moonlessd verify` does: checks an archive from end to end.
package enum ArchiveVerification {
    package struct Result: Encodable, Sendable {
        package var name: String
        package var role: String
        package var round: UInt64
        package var software: String
        package var slots: Int
        package var planes: Int
        package var accounts: Int
        package var entries: Int
        /// Of the operator who signed, in hexadecimal.
        package var signingKey: String
        package var manifestSHA256: String
        /// Whether it was compared with a deployment file from elsewhere.
        package var deploymentCompared: Bool
    }

    /// - Parameter deployment: A deployment file that the caller trusts; without one, the archive's
    ///   own is believed.
    package static func verify(_ path: String, deployment: String?) throws -> Result {
        let archive = try ArchiveReader(path)
        if let deployment {
            let expected = try DeploymentFile.readSigned(deployment)
            guard expected.descriptor == archive.deployment.descriptor else {
                throw ServerFailure(
                    .data,
                    "'\(path)' is of another deployment ('\(archive.deployment.descriptor.name)') "
                        + "than '\(deployment)' ('\(expected.descriptor.name)')")
            }
        }
        try archive.verifyAll()
        let manifest = archive.manifest
        return Result(
            name: archive.deployment.descriptor.name, role: manifest.role, round: manifest.round,
            software: manifest.software, slots: manifest.slots, planes: manifest.planes,
            accounts: manifest.counters.accounts, entries: manifest.entries.count,
            signingKey: Hexadecimal.encode(archive.signingKey),
            manifestSHA256: Hexadecimal.encode(archive.manifestDigest),
            deploymentCompared: deployment != nil)
    }
}
