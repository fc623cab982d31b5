import Crypto
import Wire

/// Hashes of the rows of one plane and, above them, of groups of 256 rows and of the whole: a tree
/// of three levels.
///
/// Only what was written is hashed again.
struct RowDigests {
    private let rowCount: Int
    /// 32 bytes a row.
    private var rowHashes: [UInt8]
    private(set) var groups: [[UInt8]] = []

    /// Hashes a whole plane.
    init(rows: [UInt8], rowByteCount: Int) {
        rowCount = rows.count / rowByteCount
        rowHashes = []
        rowHashes.reserveCapacity(32 * rowCount)
        for row in 0..<rowCount {
            rowHashes.append(
                contentsOf: Self.hash(rows[row * rowByteCount..<(row + 1) * rowByteCount]))
        }
        for group in 0..<Self.groupCount(rows: rowCount) {
            groups.append(Self.hash(rowHashes[hashRange(group)]))
        }
    }

    static func groupCount(rows: Int) -> Int {
        (rows + LinkMessage.rowsPerGroup - 1) / LinkMessage.rowsPerGroup
    }

    /// The slots of a group.
    static func rows(ofGroup group: Int, count: Int) -> Range<Int> {
        let first = group * LinkMessage.rowsPerGroup
        return first..<min(count, first + LinkMessage.rowsPerGroup)
    }

    private func hashRange(_ group: Int) -> Range<Int> {
        let rows = Self.rows(ofGroup: group, count: rowCount)
        return 32 * rows.lowerBound..<32 * rows.upperBound
    }

    static func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.withUnsafeBytes { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: bytes)
            return Array(hash.finalize())
        }
    }

    /// Hashes again what was replaced.
    mutating func update(_ rows: [SlotRow]) {
        var touched: Set<Int> = []
        for row in rows {
            let slot = Int(row.slot)
            rowHashes.replaceSubrange(32 * slot..<32 * slot + 32, with: Self.hash(row.bytes[...]))
            touched.insert(slot / LinkMessage.rowsPerGroup)
        }
        for group in touched { groups[group] = Self.hash(rowHashes[hashRange(group)]) }
    }

    var root: [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("moonless plane v1".utf8))
        for group in groups { hash.update(data: group) }
        return Array(hash.finalize())
    }

    /// Hashes of a group's rows, in order.
    func rowHashes(ofGroup group: Int) -> [[UInt8]] {
        Self.rows(ofGroup: group, count: rowCount).map { Array(rowHashes[32 * $0..<32 * $0 + 32]) }
    }
}
