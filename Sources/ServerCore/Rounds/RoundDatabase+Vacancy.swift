import Wire

extension RoundDatabase {
    /// Fills a slot's cells on all planes, and its bell, with noise that both servers derive alike.
    mutating func fill(slot: UInt32, seed: [UInt8]) throws {
        for plane in 0..<parameters.pagesPerSlot {
            let cell = SlotNoise.cell(slot: slot, plane: UInt32(plane), seed: seed)
            try replace(SlotRow(slot: slot, bytes: cell), plane: plane)
        }
        try writeBells([SlotRow(slot: slot, bytes: SlotNoise.bell(slot: slot, seed: seed))])
    }
}
