package import Crypto
import FoundationEssentials

/// The wish of an account to be deleted: its slot is filled with random bytes and given back.
///
/// Signed by the account key for one slot, one generation of it and one nonce of the leader. Once
/// it is carried out the slot has another key and another generation, so it is never of use again.
package struct Leaving: Sendable, Equatable {
    package var slot: UInt32
    package var generation: UInt32
    package var signature: [UInt8]

    package init(
        slot: UInt32, generation: UInt32, accountKey: Curve25519.Signing.PrivateKey,
        leaderNonce: [UInt8], descriptorDigest: [UInt8]
    ) throws {
        self.slot = slot
        self.generation = generation
        signature = Array(
            try accountKey.signature(
                for: Self.signed(slot, generation, leaderNonce, descriptorDigest)))
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        slot = try reader.readInteger("slot")
        generation = try reader.readInteger("generation")
        signature = try reader.read(64, "signature")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        writer.write(signature)
    }

    /// Whether the owner of this account, and not an earlier one of its slot, signed it.
    package func verify(
        _ account: AccountRecord, leaderNonce: [UInt8], descriptorDigest: [UInt8]
    ) -> Bool {
        guard account.isOccupied, account.generation == generation,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: account.key)
        else { return false }
        return key.isValidSignature(
            signature, for: Self.signed(slot, generation, leaderNonce, descriptorDigest))
    }

    private static func signed(
        _ slot: UInt32, _ generation: UInt32, _ leaderNonce: [UInt8], _ descriptorDigest: [UInt8]
    ) -> [UInt8] {
        var writer = ByteWriter(reserving: 128)
        writer.write(Array("moonless leaving v1".utf8))
        writer.write(descriptorDigest)
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        writer.write(leaderNonce)
        return writer.bytes
    }
}
