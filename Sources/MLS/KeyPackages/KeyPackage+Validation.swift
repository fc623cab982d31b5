extension KeyPackage {
    /// Checks a key package by itself, RFC 9420 section 10.1.
    ///
    /// `now` is in seconds since 1970; nil leaves the lifetime unchecked.
    public func validate(
        now: UInt64?, credentials: any CredentialValidator = BasicCredentialValidator()
    ) throws(MLSError) {
        try validate(lifetimeNow: now, now: now, credentials: credentials)
    }

    /// The lifetime is checked against `lifetimeNow`, the credential against `now`.
    func validate(
        lifetimeNow: UInt64?, now: UInt64?, credentials: any CredentialValidator
    ) throws(MLSError) {
        guard version == .mls10 else { throw MLSError(.keyPackageVersionOrSuite) }
        let algorithms = try cipherSuite.required()
        guard
            algorithms.verifies(
                signature, of: toBeSigned, label: "KeyPackageTBS",
                publicKey: leafNode.signatureKey)
        else { throw MLSError(.keyPackageSignature) }
        guard initKey != leafNode.encryptionKey else { throw MLSError(.initKeyReused) }
        guard algorithms.kem.accepts(publicKey: initKey) else { throw MLSError(.malformedKey) }
        guard case .keyPackage = leafNode.source else { throw MLSError(.leafNodeSource) }
        try leafNode.validateAlone(
            algorithms, place: LeafNode.Place(groupID: [], index: LeafIndex(0)),
            lifetimeNow: lifetimeNow, now: now, credentials: credentials)
    }
}
