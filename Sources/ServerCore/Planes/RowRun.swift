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
        runs(rows, slot: \.slot) { $0.bytes[...] }
    }

    /// The runs of rows that are parts of something.
    ///
    /// In the order given; all rows have one size.
    static func runs<Row>(
        _ rows: [Row], slot: (Row) -> UInt32, bytes: (Row) -> ArraySlice<UInt8>
    ) -> [RowRun] {
        var runs: [RowRun] = []
        var next: UInt32?
        for (index, row) in rows.enumerated() {
            let slot = slot(row)
            let bytes = bytes(row)
            let last = runs.count - 1
            if slot == next, runs[last].bytes.count < rowLimit * bytes.count {
                runs[last].bytes += bytes
            } else {
                var room: [UInt8] = []
                room.reserveCapacity(min(rows.count - index, rowLimit) * bytes.count)
                room += bytes
                runs.append(RowRun(firstSlot: Int(slot), bytes: room))
            }
            // No slot follows the last number there is.
            next = slot == .max ? nil : slot + 1
        }
        return runs
    }
}
