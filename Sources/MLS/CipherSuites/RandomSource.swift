/// Where fresh randomness comes from.
///
/// It feeds keys of leaves and paths, nonces, reuse guards and identifiers. HPKE encapsulation and
/// ECDSA draw from swift-crypto's own generator, which cannot be replaced.
public struct RandomSource: Sendable {
    private let generate: @Sendable (Int) -> [UInt8]

    /// Wraps a function that returns as many random bytes as asked for.
    public init(_ generate: @escaping @Sendable (Int) -> [UInt8]) {
        self.generate = generate
    }

    /// The system's generator.
    public static let system = RandomSource { count in
        var generator = SystemRandomNumberGenerator()
        var encoder = MLSEncoder(capacity: count + 8)
        while encoder.bytes.count < count { encoder.write(generator.next() as UInt64) }
        return [UInt8](encoder.bytes.prefix(count))
    }

    package func bytes(count: Int) -> [UInt8] {
        let bytes = generate(count)
        precondition(bytes.count == count, "a random source returns what it is asked for")
        return bytes
    }

    package func secret(count: Int) -> Secret {
        Secret(bytes(count: count))
    }
}
