// Rows of equal size one after the other, as planes and bell tables hold them.

extension [UInt8] {
    /// Writes rows over their predecessors.
    mutating func replace(_ run: RowRun, rowByteCount: Int) {
        let start = run.firstSlot * rowByteCount
        replaceSubrange(start..<start + run.bytes.count, with: run.bytes)
    }

    /// A slot's row.
    func row(_ slot: Int, byteCount: Int) -> ArraySlice<UInt8> {
        self[slot * byteCount..<(slot + 1) * byteCount]
    }
}
