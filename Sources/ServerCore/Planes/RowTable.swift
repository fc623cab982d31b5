import Wire

// Rows of equal size one after the other, as planes and bell tables hold them.

extension [UInt8] {
    /// Writes one row over its predecessor.
    mutating func replace(_ row: SlotRow) {
        let start = Int(row.slot) * row.bytes.count
        replaceSubrange(start..<start + row.bytes.count, with: row.bytes)
    }

    /// A slot's row.
    func row(_ slot: Int, byteCount: Int) -> ArraySlice<UInt8> {
        self[slot * byteCount..<(slot + 1) * byteCount]
    }
}
