/// One server's nightly export as the public gets it: columns whose rows stand in random orders.
///
/// Of every row only a fingerprint of 64 bits is kept, which is all that comparing needs: 8 bytes a
/// row, and the account keys.
package struct ServerExport: Sendable {
    package static let keyByteCount = 32
    /// Cells of no more rows than this are compared; 8 bytes each.
    package static let cellLimit = 32_000_000

    package var path: String
    package var role: String
    package var deployment: String
    package var round: UInt64
    package var slots: Int
    package var planes: Int
    package var accounts: Int
    package var tickets: Int
    package var ticketsUsed: Int
    /// 32 bytes a row.
    package var keys: [UInt8] = []
    package var generations: [UInt64] = []
    package var bells: [UInt64] = []
    /// By plane, as many as the limit allows.
    package var cells: [[UInt64]] = []
    /// How often each byte occurs in cells, in bells and in keys.
    package var cellBytes = ByteCensus()
    package var bellBytes = ByteCensus()
    package var keyBytes = ByteCensus()
    /// Every entry with its size and whether its SHA-256 is the manifest's.
    package var entries: [Entry] = []

    package struct Entry: Sendable, Equatable {
        package let name: String
        package let byteCount: Int
        package let isAsSigned: Bool
    }

    /// Fingerprints of the keys, row by row.
    package var keyPrints: [UInt64] {
        (0..<keys.count / Self.keyByteCount).map { row in
            Fingerprint.of(keys[row * Self.keyByteCount..<(row + 1) * Self.keyByteCount])
        }
    }

    /// A key as a truth names it.
    package func keyName(row: Int) -> String {
        keys[row * Self.keyByteCount..<(row + 1) * Self.keyByteCount].map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// How often each byte occurs.
package struct ByteCensus: Sendable {
    package private(set) var counts = [Int](repeating: 0, count: 256)

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { counts[Int(byte)] += 1 }
    }

    package var total: Int { counts.reduce(0, +) }

    /// How far the counts are from equal ones, in standard deviations of what equally likely bytes
    /// give (chi-square with 255 degrees of freedom).
    package var deviation: Double {
        guard total > 0 else { return 0 }
        let expected = Double(total) / 256
        let square = counts.reduce(0.0) {
            $0 + (Double($1) - expected) * (Double($1) - expected) / expected
        }
        return (square - 255) / (2 * 255.0).squareRoot()
    }
}

/// 64 bits that stand for a row.
enum Fingerprint {
    static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { raw in
            var hash = UInt64(raw.count)
            var offset = 0
            while offset + 8 <= raw.count {
                let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                offset += 8
            }
            while offset < raw.count {
                hash = (hash ^ UInt64(raw[offset])) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
                offset += 1
            }
            return hash
        }
    }
}
