package import Crypto
import FoundationEssentials

/// 16 bytes that tell the readers of a slot whom to read: a fresh nonce, then one bit for each of
/// the owner's conversations, masked under a key of that conversation.
///
/// Noise to everyone else.
package struct Bell: Sendable, Equatable {
    package static let positionCount = 64

    package var nonce: UInt64
    package var masked: UInt64

    package init(nonce: UInt64, masked: UInt64) {
        self.nonce = nonce
        self.masked = masked
    }

    /// The all-zero bell is one that nobody wrote: it rings for nobody.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var reader = ByteReader(bytes)
        guard let nonce = try? reader.readInteger(UInt64.self, "nonce"),
            let masked = try? reader.readInteger(UInt64.self, "bits"), reader.remaining == 0,
            nonce != 0 || masked != 0
        else { return nil }
        self.init(nonce: nonce, masked: masked)
    }

    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 16)
        writer.writeInteger(nonce)
        writer.writeInteger(masked)
        return writer.bytes
    }

    /// Sets the bit of one conversation.
    package mutating func set(_ pending: Bool, position: Int, key: SymmetricKey) {
        let bit = pending != Self.mask(nonce, key)
        masked = (masked & ~(1 << UInt64(position))) | ((bit ? 1 : 0) << UInt64(position))
    }

    /// Whether the bell rings for the conversation that has this position and key.
    package func rings(position: Int, key: SymmetricKey) -> Bool {
        ((masked >> UInt64(position)) & 1 == 1) != Self.mask(nonce, key)
    }

    private static func mask(_ nonce: UInt64, _ key: SymmetricKey) -> Bool {
        var writer = ByteWriter()
        writer.writeInteger(nonce)
        let code = HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key)
        return Array(code)[0] & 1 == 1
    }
}
