import Crypto

/// The public constant of a round's pseudorandom generator.
///
/// It changes each round and lane, so that work done against one round helps against no other.
package enum RoundConstant {
    /// - Returns: 16 bytes.
    package static func derive(
        descriptorDigest: [UInt8], lane: Lane, round: Round
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless generator v1")
        writer.write(descriptorDigest)
        writer.writeInteger(lane.rawValue)
        writer.writeInteger(round.rawValue)
        return Array(SHA256.hash(data: writer.bytes).prefix(16))
    }
}
