import Wire

/// Where somebody publishes.
package struct PeerSlot: Codable, Hashable, Sendable {
    package var slot: UInt32
    /// Grows when the slot is given to somebody else.
    package var generation: UInt32

    package init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// How a member's credential names its slot: eight bytes.
    var identity: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        return writer.bytes
    }

    init?(identity: [UInt8]) {
        var reader = ByteReader(identity)
        guard let slot = try? reader.readInteger(UInt32.self, "slot"),
            let generation = try? reader.readInteger(UInt32.self, "generation"),
            reader.remaining == 0
        else { return nil }
        self.init(slot: slot, generation: generation)
    }
}
