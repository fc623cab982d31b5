/// A header of the tar format "ustar" (IEEE Std 1003.1-1988): 512 bytes before each entry.
///
/// Entries are regular files that anybody may read; owner and group are nobody's.
struct TarHeader: Equatable {
    static let byteCount = 512

    var name: String
    var byteCount: Int
    var unixSeconds: Int

    /// Contents are filled up to whole blocks.
    static func paddedByteCount(_ count: Int) -> Int {
        (count + byteCount - 1) / byteCount * byteCount
    }

    init(name: String, byteCount: Int, unixSeconds: Int) {
        self.name = name
        self.byteCount = byteCount
        self.unixSeconds = unixSeconds
    }

    var encoded: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.byteCount)
        func put(_ text: String, _ offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, 0)
        put("0000644", 100)
        put("0000000", 108)
        put("0000000", 116)
        put(Self.octal(byteCount, digits: 11), 124)
        put(Self.octal(unixSeconds, digits: 11), 136)
        put("0", 156)
        put("ustar", 257)
        put("00", 263)
        put(Self.octal(Self.checksum(block), digits: 6), 148)
        block[155] = UInt8(ascii: " ")
        return block
    }

    /// - Returns: nil for a block that this program does not write.
    init?(_ block: [UInt8]) {
        guard block.count == Self.byteCount, Array(block[257..<262]) == Array("ustar".utf8),
            block[156] == UInt8(ascii: "0"),
            let checksum = Self.number(block[148..<154]), checksum == Self.checksum(block),
            let byteCount = Self.number(block[124..<135]),
            let unixSeconds = Self.number(block[136..<147]),
            let name = String(validating: block[0..<100].prefix { $0 != 0 }, as: UTF8.self),
            !name.isEmpty
        else { return nil }
        self.init(name: name, byteCount: byteCount, unixSeconds: unixSeconds)
        // Whatever else the block may say, this program would not have written it.
        guard encoded == block else { return nil }
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        String(validating: digits, as: UTF8.self).flatMap { Int($0, radix: 8) }
    }

    /// The sum of all bytes, the checksum's own field taken as spaces.
    private static func checksum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
    }
}
