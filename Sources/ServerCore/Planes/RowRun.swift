package import Wire

/// Rows of neighbouring slots one after the other, as a plane holds them.
///
/// What a round writes reaches the disk and the packed plane in runs: with everybody connected, one
/// call a thousand rows instead of one a row.
package struct RowRun: Sendable, Equatable {
    /// Rows of a run at most: those of a packed block.
    package static let rowLimit = 1_024

    package var firstSlot: Int
    package var bytes: [UInt8]

    package init(firstSlot: Int, bytes: [UInt8]) {
        self.firstSlot = firstSlot
        self.bytes = bytes
    }

    /// The runs of rows of one size.
    ///
    /// In the order given, so that of two rows for one slot the later one stays.
    package static func runs(_ rows: [SlotRow]) -> [RowRun] {
        guard let rowByteCount = rows.first?.bytes.count else { return [] }
        var runs: [RowRun] = []
        var start = rows.startIndex
        while start < rows.endIndex {
            var end = start + 1
            while end < rows.endIndex, end - start < rowLimit, rows[end].slot > rows[end - 1].slot,
                rows[end].slot - rows[end - 1].slot == 1
            {
                end += 1
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity((end - start) * rowByteCount)
            for row in rows[start..<end] { bytes += row.bytes }
            runs.append(RowRun(firstSlot: Int(rows[start].slot), bytes: bytes))
            start = end
        }
        return runs
    }
}
