extension LeafNode {
    /// The rules of RFC 9420, section 7.3, that concern this leaf alone.
    ///
    /// The lifetime is checked against `lifetimeNow`, the credential against `now`.
    func validateAlone(
        _ algorithms: Algorithms, place: Place, lifetimeNow: UInt64?, now: UInt64?,
        credentials: any CredentialValidator
    ) throws(MLSError) {
        guard algorithms.kem.accepts(publicKey: encryptionKey) else {
            throw MLSError(.malformedKey)
        }
        guard hasValidSignature(algorithms, place: place) else {
            throw MLSError(.leafSignature)
        }
        guard capabilities.versions.contains(.mls10),
            capabilities.cipherSuites.contains(algorithms.suite)
        else { throw MLSError(.leafLacksVersionOrSuite) }
        guard capabilities.credentials.contains(credential.type) else {
            throw MLSError(.credentialNotInCapabilities)
        }
        guard extensions.allSatisfy({ capabilities.supports($0.type) }) else {
            throw MLSError(.leafExtensionNotInCapabilities)
        }
        if case .keyPackage(let lifetime) = source, let lifetimeNow,
            !lifetime.contains(lifetimeNow)
        {
            throw MLSError(.lifetime)
        }
        guard credentials.accepts(credential, signatureKey: signatureKey, now: now) else {
            throw MLSError(.credentialRejected)
        }
    }

    /// The rules that relate this leaf to the group's extensions.
    package func validate(against extensions: [Extension]) throws(MLSError) {
        let required = try extensions.content(
            of: .requiredCapabilities, as: RequiredCapabilities.self)
        if let required, !capabilities.satisfies(required) {
            throw MLSError(.requiredCapabilities)
        }
        guard extensions.allSatisfy({ capabilities.supports($0.type) }) else {
            throw MLSError(.leafLacksGroupExtension)
        }
    }
}
