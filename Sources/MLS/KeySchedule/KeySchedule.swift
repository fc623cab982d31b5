/// The key schedule of RFC 9420, section 8.
package struct KeySchedule {
    package let algorithms: Algorithms
    package let joinerSecret: Secret
    private let memberSecret: Secret

    /// From the last epoch to the next.
    package init(
        initSecret: Secret, commitSecret: Secret, pskSecret: Secret, context: GroupContext,
        _ algorithms: Algorithms
    ) {
        let extracted = algorithms.extract(salt: initSecret, ikm: commitSecret)
        let joiner = algorithms.expand(
            extracted, label: "joiner", context: context.encoded,
            count: algorithms.hashByteCount)
        self.init(joinerSecret: joiner, pskSecret: pskSecret, algorithms)
    }

    /// From what a Welcome carries.
    package init(joinerSecret: Secret, pskSecret: Secret, _ algorithms: Algorithms) {
        self.algorithms = algorithms
        self.joinerSecret = joinerSecret
        memberSecret = algorithms.extract(salt: joinerSecret, ikm: pskSecret)
    }

    /// The key and nonce that a Welcome's group information is encrypted with.
    package var welcomeKey: (key: Secret, nonce: [UInt8]) {
        let secret = algorithms.derive(memberSecret, label: "welcome")
        let key = algorithms.expand(secret, label: "key", count: algorithms.aead.keyByteCount)
        let nonce = algorithms.expand(
            secret, label: "nonce", count: algorithms.aead.nonceByteCount)
        return (key, nonce.copyBytes())
    }

    /// The secrets of the epoch with this context.
    package func epoch(
        _ context: GroupContext
    ) -> (secrets: EpochSecrets, encryptionSecret: Secret) {
        let epochSecret = algorithms.expand(
            memberSecret, label: "epoch", context: context.encoded,
            count: algorithms.hashByteCount)
        return EpochSecrets.split(epochSecret, algorithms)
    }
}

extension EpochSecrets {
    /// MLS-Exporter of RFC 9420, section 8.5.
    package func export(
        label: String, context: [UInt8], count: Int, _ algorithms: Algorithms
    ) -> Secret {
        algorithms.expand(
            algorithms.derive(exporterSecret, label: label), label: "exported",
            context: algorithms.hash.hash(context), count: count)
    }

    /// The key pair that external commits encrypt to, RFC 9420 section 8.3.
    package func externalKeyPair(_ algorithms: Algorithms) throws(MLSError) -> HPKEKeyPair {
        try algorithms.kem.derive(from: externalSecret)
    }
}
