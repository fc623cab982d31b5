/// One member's keys for one kind of message in one epoch, RFC 9420 section 9.1.
///
/// A key is handed out once. Secrets that earlier keys could be derived from are dropped as the
/// ratchet turns; keys skipped over are kept, up to a limit, for messages that arrive late.
package struct HashRatchet: Sendable {
    package struct Key: Sendable {
        package let generation: UInt32
        package let key: Secret
        package let nonce: Secret
    }

    /// How far a ratchet may turn at once, and how many skipped keys it keeps.
    package struct Window: Sendable {
        package let forward: UInt32
        package let outOfOrder: Int

        package init(forward: UInt32, outOfOrder: Int) {
            self.forward = forward
            self.outOfOrder = outOfOrder
        }
    }

    package private(set) var secret: Secret
    /// The next generation to be derived.
    package private(set) var generation: UInt32
    /// Keys that were skipped, in order of generation.
    package private(set) var skipped: [Key]

    package init(secret: Secret, generation: UInt32 = 0, skipped: [Key] = []) {
        self.secret = secret
        self.generation = generation
        self.skipped = skipped
    }

    /// The key for the next message to be sent.
    package mutating func next(_ algorithms: Algorithms) throws(MLSError) -> Key {
        guard generation < .max else { throw MLSError(.generationExhausted) }
        let key = Key(
            generation: generation,
            key: algorithms.deriveTree(
                secret, label: "key", generation: generation,
                count: algorithms.aead.keyByteCount),
            nonce: algorithms.deriveTree(
                secret, label: "nonce", generation: generation,
                count: algorithms.aead.nonceByteCount))
        secret = algorithms.deriveTree(
            secret, label: "secret", generation: generation, count: algorithms.hashByteCount)
        generation += 1
        return key
    }

    /// The key for a received message; throws if it was used already or is too far ahead.
    package mutating func key(
        for wanted: UInt32, window: Window, _ algorithms: Algorithms
    ) throws(MLSError) -> Key {
        if wanted < generation {
            guard let index = skipped.firstIndex(where: { $0.generation == wanted }) else {
                throw MLSError(.generationConsumed)
            }
            return skipped.remove(at: index)
        }
        guard wanted - generation <= window.forward else {
            throw MLSError(.generationTooFarAhead)
        }
        while generation < wanted {
            skipped.append(try next(algorithms))
            if skipped.count > window.outOfOrder { skipped.removeFirst() }
        }
        return try next(algorithms)
    }
}

extension HashRatchet: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        secret = try decoder.read()
        generation = try decoder.read()
        skipped = try decoder.readVector()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(secret)
        encoder.write(generation)
        encoder.write(vector: skipped)
    }
}

extension HashRatchet.Key: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        generation = try decoder.read()
        key = try decoder.read()
        nonce = try decoder.read()
        guard nonce.count >= SenderData.reuseGuardByteCount else {
            throw MLSError(.storedState)
        }
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(generation)
        encoder.write(key)
        encoder.write(nonce)
    }
}
