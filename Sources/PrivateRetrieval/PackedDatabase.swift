import CPrivateRetrieval

/// `recordCount` records of `recordByteCount` bytes in the layout of a kernel.
///
/// A value: a copy is a snapshot that later writes do not disturb. Copies share blocks of 1,024
/// records; a write to a shared block copies that block first. So a snapshot costs nothing at
/// first and at most ``byteCount`` if every block is written while it lives.
///
/// Memory is ``byteCount``: records times their size rounded up to 16, with the number of records
/// rounded up to 8, and 24 bytes a block.
public struct PackedDatabase: Sendable {
    /// Records.
    public let recordCount: Int
    /// Bytes of a record.
    public let recordByteCount: Int
    /// The layout that the records are kept in.
    public let layout: RetrievalKernel.Layout
    private(set) var blocks: [RecordBlock]

    /// Records of a block.
    static let blockRecordCount = Int(PR_BLOCK_RECORDS)

    /// A database of zeros.
    ///
    /// - Parameters:
    ///   - recordCount: 1 ... 8 Mi.
    ///   - recordByteCount: 16 ... 65,536; times `recordCount` at most 4 GiB.
    ///   - layout: That of the kernel which will read it.
    /// - Throws: ``RetrievalError`` if a limit is exceeded or memory is lacking.
    public init(
        recordCount: Int, recordByteCount: Int,
        layout: RetrievalKernel.Layout = RetrievalKernel.best.layout
    ) throws(RetrievalError) {
        try RetrievalLimits.check(recordCount: recordCount, recordByteCount: recordByteCount)
        self.recordCount = recordCount
        self.recordByteCount = recordByteCount
        self.layout = layout
        blocks = []
        for first in stride(from: 0, to: recordCount, by: Self.blockRecordCount) {
            let records = min(Self.blockRecordCount, recordCount - first)
            blocks.append(try RecordBlock(byteCount: pr_block_bytes(records, recordByteCount)))
        }
    }

    /// Bytes of memory for records.
    public var byteCount: Int { blocks.reduce(0) { $0 + $1.byteCount } }

    /// Packs all records anew.
    ///
    /// - Parameter rows: `recordCount` records, one after the other (a mapped file, for instance).
    /// - Throws: ``RetrievalError/wrongRecordByteCount(expected:)``.
    public mutating func pack(from rows: UnsafeRawBufferPointer) throws(RetrievalError) {
        try replace(startingAt: 0, with: rows, count: recordCount)
    }

    /// Packs all records anew.
    ///
    /// - Parameter rows: `recordCount` records, one after the other.
    /// - Throws: ``RetrievalError/wrongRecordByteCount(expected:)``.
    public mutating func pack(from rows: [UInt8]) throws(RetrievalError) {
        try rows.withUnsafeBufferPointer { (bytes) throws(RetrievalError) in
            try pack(from: UnsafeRawBufferPointer(bytes))
        }
    }

    /// Replaces records `first` and following.
    ///
    /// Fast for `first` a multiple of 8; else the records up to the next one are set one by one.
    /// - Parameters:
    ///   - first: The number of the first record.
    ///   - rows: A whole number of records.
    /// - Throws: ``RetrievalError/recordOutOfRange``,
    ///   ``RetrievalError/wrongRecordByteCount(expected:)``.
    public mutating func replace(
        startingAt first: Int, with rows: UnsafeRawBufferPointer
    ) throws(RetrievalError) {
        guard rows.count % recordByteCount == 0 else {
            throw .wrongRecordByteCount(expected: recordByteCount)
        }
        try replace(startingAt: first, with: rows, count: rows.count / recordByteCount)
    }

    /// Replaces one record.
    ///
    /// - Parameters:
    ///   - record: `recordByteCount` bytes.
    ///   - index: The record's number.
    /// - Throws: ``RetrievalError/recordOutOfRange``,
    ///   ``RetrievalError/wrongRecordByteCount(expected:)``.
    public mutating func setRecord(_ record: [UInt8], at index: Int) throws(RetrievalError) {
        try record.withUnsafeBufferPointer { (bytes) throws(RetrievalError) in
            try setRecord(UnsafeRawBufferPointer(bytes), at: index)
        }
    }

    /// Replaces one record.
    ///
    /// - Parameters:
    ///   - record: `recordByteCount` bytes.
    ///   - index: The record's number.
    /// - Throws: ``RetrievalError/recordOutOfRange``,
    ///   ``RetrievalError/wrongRecordByteCount(expected:)``.
    public mutating func setRecord(
        _ record: UnsafeRawBufferPointer, at index: Int
    ) throws(RetrievalError) {
        guard index >= 0, index < recordCount else { throw .recordOutOfRange }
        guard record.count == recordByteCount, let row = record.baseAddress else {
            throw .wrongRecordByteCount(expected: recordByteCount)
        }
        let block = try writableBlock(index / Self.blockRecordCount)
        pr_block_set(
            layout.rawValue, block.memory, recordsOfBlock(index / Self.blockRecordCount),
            recordByteCount, index % Self.blockRecordCount,
            row.assumingMemoryBound(to: UInt8.self))
    }

    /// Repacks only the records that changed.
    ///
    /// Records are packed in eights: the neighbours of a changed record are packed again too, from
    /// the same rows.
    /// - Parameters:
    ///   - indices: The numbers of the records that changed, in any order.
    ///   - rows: All records, one after the other, as they are now.
    /// - Throws: ``RetrievalError/recordOutOfRange``,
    ///   ``RetrievalError/wrongRecordByteCount(expected:)``; nothing is changed then.
    public mutating func repack(
        _ indices: some Sequence<Int>, from rows: UnsafeRawBufferPointer
    ) throws(RetrievalError) {
        guard rows.count == recordCount * recordByteCount else {
            throw .wrongRecordByteCount(expected: recordCount * recordByteCount)
        }
        var changed = [Bool](repeating: false, count: (recordCount + 7) / 8)
        for index in indices {
            guard index >= 0, index < recordCount else { throw .recordOutOfRange }
            changed[index / 8] = true
        }
        var octet = 0
        while octet < changed.count {
            let start = octet
            while octet < changed.count, changed[octet] { octet += 1 }
            let first = 8 * start
            let end = min(8 * octet, recordCount)
            if first < end {
                let bytes = first * recordByteCount..<end * recordByteCount
                try replace(
                    startingAt: first, with: UnsafeRawBufferPointer(rebasing: rows[bytes]))
            }
            octet += 1
        }
    }

    /// The bytes of one record.
    ///
    /// - Throws: ``RetrievalError/recordOutOfRange``.
    public func record(at index: Int) throws(RetrievalError) -> [UInt8] {
        guard index >= 0, index < recordCount else { throw .recordOutOfRange }
        let block = index / Self.blockRecordCount
        return [UInt8](unsafeUninitializedCapacity: recordByteCount) { buffer, written in
            pr_block_get(
                layout.rawValue, blocks[block].memory, recordsOfBlock(block), recordByteCount,
                index % Self.blockRecordCount, buffer.baseAddress)
            written = recordByteCount
        }
    }

    /// The memory of all blocks, none of them shared with a snapshot.
    mutating func writableBlocks() throws(RetrievalError) -> [UnsafeMutablePointer<UInt8>?] {
        var pointers: [UnsafeMutablePointer<UInt8>?] = []
        for index in blocks.indices { pointers.append(try writableBlock(index).memory) }
        return pointers
    }

    private func recordsOfBlock(_ block: Int) -> Int {
        min(Self.blockRecordCount, recordCount - block * Self.blockRecordCount)
    }

    /// The block, copied first if a snapshot shares it.
    private mutating func writableBlock(_ index: Int) throws(RetrievalError) -> RecordBlock {
        if !isKnownUniquelyReferenced(&blocks[index]) { blocks[index] = try blocks[index].copy() }
        return blocks[index]
    }

    private mutating func replace(
        startingAt first: Int, with rows: UnsafeRawBufferPointer, count: Int
    ) throws(RetrievalError) {
        guard first >= 0, count >= 0, first <= recordCount, count <= recordCount - first else {
            throw .recordOutOfRange
        }
        guard rows.count == count * recordByteCount else {
            throw .wrongRecordByteCount(expected: count * recordByteCount)
        }
        var index = first
        while index < first + count {
            let block = index / Self.blockRecordCount
            let local = index % Self.blockRecordCount
            let run = min(first + count - index, recordsOfBlock(block) - local)
            let start = (index - first) * recordByteCount
            let whole = local % 8 == 0 && (run % 8 == 0 || local + run == recordsOfBlock(block))
            // Packing zeroes the rest of the last octet, so a run inside an octet is set singly.
            let packed = whole ? run : local % 8 == 0 && run >= 8 ? run / 8 * 8 : 0
            if packed > 0, let source = rows.baseAddress {
                pr_block_pack(
                    layout.rawValue, try writableBlock(block).memory, recordsOfBlock(block),
                    recordByteCount, local, packed,
                    (source + start).assumingMemoryBound(to: UInt8.self))
                index += packed
            } else {
                try setRecord(
                    UnsafeRawBufferPointer(rebasing: rows[start..<start + recordByteCount]),
                    at: index)
                index += 1
            }
        }
    }
}
