package import Crypto
package import Wire

/// What a server's engine knows from the beginning: the deployment and its own long-term key.
package struct ServerIdentity: Sendable {
    package let role: ServerRole
    package let deployment: SignedDeployment
    package let descriptorDigest: [UInt8]
    package let layout: FrameLayout
    let kemKey: XWingMLKEM768X25519.PrivateKey

    package var parameters: DeploymentParameters { layout.parameters }

    /// - Throws: ``WireError`` if a signature is missing or wrong, or the key is not the
    ///   descriptor's.
    package init(
        role: ServerRole, deployment: SignedDeployment, kemKey: XWingMLKEM768X25519.PrivateKey
    ) throws(WireError) {
        try deployment.verify()
        let descriptor = deployment.descriptor
        let expected = role == .leader ? descriptor.leader.kemKey : descriptor.helper.kemKey
        guard Array(kemKey.publicKey.rawRepresentation) == expected else {
            throw WireError(
                .notForThisDeployment,
                "this server's key is not the \(role.rawValue)'s of the deployment")
        }
        self.role = role
        self.deployment = deployment
        self.kemKey = kemKey
        descriptorDigest = descriptor.digest
        layout = FrameLayout(descriptor.parameters)
    }
}
