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

    /// Digests of a plane whose rows are still to come, all of them, by ``update(_:rowByteCount:)``.
    init(rowCount: Int) {
        self.rowCount = rowCount
        rowHashes = [UInt8](repeating: 0, count: 32 * rowCount)
        groups = [[UInt8]](
            repeating: [UInt8](repeating: 0, count: 32), count: Self.groupCount(rows: rowCount))
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
    mutating func update(_ runs: [RowRun], rowByteCount: Int) {
        var touched: Set<Int> = []
        for run in runs {
            let count = run.bytes.count / rowByteCount
            run.bytes.withUnsafeBytes { bytes in
                for row in 0..<count {
                    var hash = SHA256()
                    hash.update(
                        bufferPointer: UnsafeRawBufferPointer(
                            rebasing: bytes[row * rowByteCount..<(row + 1) * rowByteCount]))
                    store(hash.finalize(), slot: run.firstSlot + row)
                }
            }
            guard count > 0 else { continue }
            let last = run.firstSlot + count - 1
            touched.formUnion(
                run.firstSlot / LinkMessage.rowsPerGroup...last / LinkMessage.rowsPerGroup)
        }
        for group in touched { groups[group] = Self.hash(rowHashes[hashRange(group)]) }
    }

    private mutating func store(_ digest: SHA256.Digest, slot: Int) {
        rowHashes.withUnsafeMutableBytes { hashes in
            digest.withUnsafeBytes { digest in
                UnsafeMutableRawBufferPointer(rebasing: hashes[32 * slot..<32 * slot + 32])
                    .copyMemory(from: digest)
            }
        }
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
