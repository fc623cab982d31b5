import Crypto
import FoundationEssentials
import PrivateRetrieval

/// Tonight's order of the rows: for each column a permutation of its own, from one secret seed.
///
/// Columns in one common order would be a table: two exports would then tell, by the cells that
/// changed and those that did not, which key or bell was connected for how long. With an order for
/// each column, and for each plane, nothing stands beside anything.
struct RowOrder: Sendable {
    static let seedByteCount = 32

    let seed: [UInt8]

    static func draw() -> RowOrder {
        var random = SystemRandomNumberGenerator()
        return RowOrder(
            seed: (0..<seedByteCount).map { _ in .random(in: .min ... .max, using: &random) })
    }

    /// The slot whose value is at each position of a column.
    ///
    /// Fisher and Yates' shuffle; its random numbers are AES-128-CTR under a key of the column.
    func slots(column: String, count: Int) throws -> [UInt32] {
        var order = (0..<UInt32(count)).map { $0 }
        guard count > 1 else { return order }
        var stream = [UInt8](repeating: 0, count: 8 * count)
        try Pad.apply(key: key(column), to: &stream)
        stream.withUnsafeBytes { stream in
            order.withUnsafeMutableBufferPointer { order in
                for last in stride(from: count - 1, to: 0, by: -1) {
                    let word = UInt64(
                        littleEndian: stream.loadUnaligned(
                            fromByteOffset: 8 * last, as: UInt64.self))
                    // The high half of the product is uniform below `last + 1` but for 2^-40.
                    let other = Int(word.multipliedFullWidth(by: UInt64(last + 1)).high)
                    order.swapAt(last, other)
                }
            }
        }
        return order
    }

    private func key(_ column: String) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("moonless export order v1 \(column)".utf8),
            using: SymmetricKey(data: seed))
        return Array(Array(code).prefix(16))
    }
}

/// Moving the rows of a column between the order of slots and that of an archive.
enum RowShuffle {
    /// - Parameter order: The slot at each position.
    static func toArchive(_ rows: [UInt8], order: [UInt32], rowByteCount: Int) -> [UInt8] {
        move(rows, rowByteCount, order) { position, slot in (from: slot, to: position) }
    }

    static func fromArchive(_ rows: [UInt8], order: [UInt32], rowByteCount: Int) -> [UInt8] {
        move(rows, rowByteCount, order) { position, slot in (from: position, to: slot) }
    }

    private static func move(
        _ rows: [UInt8], _ size: Int, _ order: [UInt32],
        _ places: (Int, Int) -> (from: Int, to: Int)
    ) -> [UInt8] {
        precondition(rows.count == order.count * size, "rows of another size")
        return [UInt8](unsafeUninitializedCapacity: rows.count) { target, filled in
            rows.withUnsafeBytes { source in
                let target = UnsafeMutableRawBufferPointer(target)
                for (position, slot) in order.enumerated() {
                    let (from, to) = places(position, Int(slot))
                    let row = UnsafeRawBufferPointer(
                        rebasing: source[from * size..<(from + 1) * size])
                    UnsafeMutableRawBufferPointer(rebasing: target[to * size..<(to + 1) * size])
                        .copyMemory(from: row)
                }
            }
            filled = rows.count
        }
    }
}
