package import Wire

/// Where the leader listens and by which certificate it is known.
package struct LeaderAddress: Sendable, Equatable {
    package var address: HostAndPort
    /// SHA-256 of the DER encoding.
    package var certificateSHA256: [UInt8]

    package init(address: HostAndPort, certificateSHA256: [UInt8]) {
        self.address = address
        self.certificateSHA256 = certificateSHA256
    }

    package init(_ reference: DeploymentReference) throws(WireError) {
        address = try HostAndPort(reference.leaderAddress)
        certificateSHA256 = reference.leaderCertificateSHA256
    }

    package init(_ descriptor: DeploymentDescriptor) throws(WireError) {
        address = try HostAndPort(descriptor.leader.address)
        certificateSHA256 = descriptor.leader.certificateSHA256
    }
}
