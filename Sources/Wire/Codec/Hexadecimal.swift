/// Lower-case hexadecimal text, for files and fingerprints.
package enum Hexadecimal {
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func decode(_ text: String) throws(WireError) -> [UInt8] {
        let digits = try text.utf8.map { (digit: UInt8) throws(WireError) -> UInt8 in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: throw WireError(.invalidValue, "not lower-case hexadecimal text")
            }
        }
        guard digits.count % 2 == 0 else {
            throw WireError(.invalidValue, "hexadecimal text of odd length")
        }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
