/// The pages of a ring at which a conversation has something: one bit a page, or one for several
/// neighbouring pages where the ring has more than 128.
package struct PageHints: Sendable, Equatable {
    /// Most bytes in a cell.
    package static let byteLimit = 16

    /// Bit j is bit j mod 8 of byte j / 8; empty: nothing is known.
    package private(set) var bytes: [UInt8]

    package init() { bytes = [] }

    /// - Parameter bytes: as a cell carries them, at most 16.
    package init(bytes: [UInt8]) { self.bytes = Array(bytes.prefix(Self.byteLimit)) }

    package init(_ pages: [Int], of pageCount: Int) {
        bytes = [UInt8](repeating: 0, count: Self.byteCount(pageCount))
        for page in pages {
            let bit = Self.bit(page, pageCount)
            bytes[bit / 8] |= 1 << UInt8(bit % 8)
        }
    }

    static func byteCount(_ pageCount: Int) -> Int {
        min(byteLimit, (max(1, pageCount) + 7) / 8)
    }

    private static func bit(_ page: Int, _ pageCount: Int) -> Int {
        page * min(pageCount, 8 * byteLimit) / pageCount
    }

    /// All pages that a bit is set for; none if the hints are those of another number of pages.
    package func pages(of pageCount: Int) -> [Int] {
        guard bytes.count == Self.byteCount(pageCount), bytes.contains(where: { $0 != 0 }) else {
            return []
        }
        return (0..<pageCount).filter { page in
            let bit = Self.bit(page, pageCount)
            return bytes[bit / 8] & 1 << UInt8(bit % 8) != 0
        }
    }
}
