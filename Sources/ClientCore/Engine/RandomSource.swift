/// Randomness of the engine: the system's, or a seed's in simulations.
///
/// Keys and nonces of cells come from the cryptographic library in either case; a seed decides
/// about order, places and cover traffic alone.
package enum RandomSource: RandomNumberGenerator, Sendable {
    case system
    case seeded(UInt64)

    package mutating func next() -> UInt64 {
        switch self {
        case .system:
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        case .seeded(let state):
            // SplitMix64 (Steele, Lea, Flood 2014).
            let advanced = state &+ 0x9E37_79B9_7F4A_7C15
            self = .seeded(advanced)
            var mixed = advanced
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Another source, which draws other numbers and moves nothing here.
    package func split() -> Self {
        switch self {
        case .system: .system
        case .seeded(let state): .seeded(state ^ 0xA5A5_5A5A_C3C3_3C3C)
        }
    }

    /// Bytes of a secret: the system's, in simulations too.
    package func keyBytes(_ count: Int) -> [UInt8] {
        var system = Self.system
        return system.bytes(count)
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word = next()
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
