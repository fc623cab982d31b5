import Crypto

/// A client's request for a session with both servers, signed by its account key.
///
/// The client encapsulates to each server's X-Wing key; each server encapsulates back to the
/// client's ephemeral key, so that a server key stolen later opens no past query.
package struct SessionOpening: Sendable, Equatable {
    package static let encapsulationByteCount = 1_120
    package static let byteCount = 4 + 4 + 1_216 + 2 * 1_120 + 64

    package var slot: UInt32
    package var generation: UInt32
    package var ephemeralKey: [UInt8]
    package var leaderEncapsulation: [UInt8]
    package var helperEncapsulation: [UInt8]
    package var signature: [UInt8]

    package init(
        slot: UInt32, generation: UInt32, ephemeralKey: [UInt8], leaderEncapsulation: [UInt8],
        helperEncapsulation: [UInt8], signature: [UInt8] = []
    ) {
        self.slot = slot
        self.generation = generation
        self.ephemeralKey = ephemeralKey
        self.leaderEncapsulation = leaderEncapsulation
        self.helperEncapsulation = helperEncapsulation
        self.signature = signature
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        slot = try reader.readInteger("slot")
        generation = try reader.readInteger("generation")
        ephemeralKey = try reader.read(OperatorPublic.kemKeyByteCount, "ephemeral key")
        leaderEncapsulation = try reader.read(Self.encapsulationByteCount, "encapsulation")
        helperEncapsulation = try reader.read(Self.encapsulationByteCount, "encapsulation")
        signature = try reader.read(64, "signature")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        writer.write(ephemeralKey)
        writer.write(leaderEncapsulation)
        writer.write(helperEncapsulation)
        writer.write(signature)
    }
}
