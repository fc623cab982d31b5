/// What the first bytes of a picture say of its kind and its size, before anybody decodes it.
package struct ImageHeader: Sendable, Equatable {
    package enum Kind: String, Sendable { case jpeg, png, gif, webp }

    /// Pixels of the largest picture of others that is shown as one.
    package static let pixelLimit = 24_000_000

    package var kind: Kind
    package var width: Int
    package var height: Int

    /// - Returns: nil for anything but a picture of these kinds.
    package init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self.init(png: bytes)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self.init(jpeg: bytes)
        } else if bytes.starts(with: Array("GIF8".utf8)), bytes.count >= 10 {
            self.init(
                .gif, Int(bytes[6]) | Int(bytes[7]) << 8, Int(bytes[8]) | Int(bytes[9]) << 8)
        } else if bytes.starts(with: Array("RIFF".utf8)), bytes.count >= 30,
            bytes[8..<12].elementsEqual("WEBP".utf8)
        {
            self.init(webp: bytes)
        } else {
            return nil
        }
    }

    /// Whether a file may be shown as a picture: it is of the kind that its author claims, and
    /// decoding it takes a bounded amount of memory.
    package static func isShowable(_ bytes: [UInt8], claimedType: String) -> Bool {
        guard let header = ImageHeader(bytes), claimedType == "image/\(header.kind.rawValue)" else {
            return false
        }
        return header.width <= pixelLimit / header.height
    }

    private init?(_ kind: Kind, _ width: Int, _ height: Int) {
        guard width > 0, height > 0 else { return nil }
        self.kind = kind
        self.width = width
        self.height = height
    }

    private init?(png bytes: [UInt8]) {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return nil }
        func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        self.init(.png, number(16), number(20))
    }

    /// Walks from marker to marker to the frame's header.
    private init?(jpeg bytes: [UInt8]) {
        var position = 2
        while position + 9 <= bytes.count {
            guard bytes[position] == 0xFF else { return nil }
            let marker = bytes[position + 1]
            if marker == 0xFF {
                position += 1
                continue
            }
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            guard length >= 2, marker != 0xD9, marker != 0xDA else { return nil }
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrame {
                self.init(
                    .jpeg, Int(bytes[position + 7]) << 8 | Int(bytes[position + 8]),
                    Int(bytes[position + 5]) << 8 | Int(bytes[position + 6]))
                return
            }
            position += 2 + length
        }
        return nil
    }

    private init?(webp bytes: [UInt8]) {
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 ":
            self.init(
                .webp, (Int(bytes[26]) | Int(bytes[27]) << 8) & 0x3FFF,
                (Int(bytes[28]) | Int(bytes[29]) << 8) & 0x3FFF)
        case "VP8L":
            let bits = (0..<4).reduce(0) { $0 | Int(bytes[21 + $1]) << (8 * $1) }
            self.init(.webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case "VP8X":
            func number(_ at: Int) -> Int {
                1 + (Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16)
            }
            self.init(.webp, number(24), number(27))
        default: return nil
        }
    }
}
