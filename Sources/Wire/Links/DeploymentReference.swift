/// Enough to reach a deployment and to check its descriptor: the leader's address and
/// certificate, the deployment's identifier and both operators' signing keys.
package struct DeploymentReference: Sendable, Equatable {
    package var leaderAddress: String
    package var leaderCertificateSHA256: [UInt8]
    package var identifier: [UInt8]
    package var leaderSigningKey: [UInt8]
    package var helperSigningKey: [UInt8]

    package init(_ descriptor: DeploymentDescriptor) {
        leaderAddress = descriptor.leader.address
        leaderCertificateSHA256 = descriptor.leader.certificateSHA256
        identifier = descriptor.identifier
        leaderSigningKey = descriptor.leader.signingKey
        helperSigningKey = descriptor.helper.signingKey
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        leaderAddress = try reader.readString("address")
        _ = try HostAndPort(leaderAddress)
        leaderCertificateSHA256 = try reader.read(32, "certificate digest")
        identifier = try reader.read(16, "deployment identifier")
        leaderSigningKey = try reader.read(32, "leader's signing key")
        helperSigningKey = try reader.read(32, "helper's signing key")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeString(leaderAddress)
        writer.write(leaderCertificateSHA256)
        writer.write(identifier)
        writer.write(leaderSigningKey)
        writer.write(helperSigningKey)
    }

    /// The deployment is signed by both and is the one that the link names.
    package func check(_ deployment: SignedDeployment) throws(WireError) {
        try deployment.verify()
        let descriptor = deployment.descriptor
        guard descriptor.identifier == identifier,
            descriptor.leader.signingKey == leaderSigningKey,
            descriptor.helper.signingKey == helperSigningKey
        else {
            throw WireError(.notForThisDeployment, "the link is for another deployment")
        }
    }
}
