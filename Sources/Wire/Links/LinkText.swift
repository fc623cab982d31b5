import Crypto

/// `moonless:` URIs: a kind, then base64url of a version, the content and four bytes of checksum.
package enum LinkText {
    package enum Kind: String, Sendable {
        case join
        case invite
    }

    private static let version: UInt8 = 1
    private static let checksumByteCount = 4

    package static func encode(_ content: [UInt8], kind: Kind) -> String {
        let bytes = [version] + content
        return "moonless:\(kind.rawValue)/" + Base64URL.encode(bytes + checksum(bytes, kind))
    }

    package static func decode(_ text: String, kind: Kind) throws(WireError) -> [UInt8] {
        let prefix = "moonless:\(kind.rawValue)/"
        guard text.hasPrefix(prefix) else {
            let article = kind == .invite ? "an" : "a"
            throw WireError(
                .invalidValue,
                "not \(article) \(kind.rawValue) link: it must begin with '\(prefix)'"
                    + otherKindHint(text))
        }
        let bytes = try Base64URL.decode(text.dropFirst(prefix.count))
        guard bytes.count > checksumByteCount + 1 else {
            throw WireError(.truncated, "the link is incomplete")
        }
        let content = Array(bytes.dropLast(checksumByteCount))
        guard Array(bytes.suffix(checksumByteCount)) == checksum(content, kind) else {
            throw WireError(.badChecksum, "the link is damaged or incomplete: copy all of it")
        }
        guard content[0] == version else {
            throw WireError(
                .unknownVersion, "the link is of version \(content[0]); this program knows 1")
        }
        return Array(content.dropFirst())
    }

    private static func otherKindHint(_ text: String) -> String {
        if text.hasPrefix("moonless:join/") { return " (a join link goes to 'moonless join')" }
        if text.hasPrefix("moonless:invite/") {
            return " (an invite link goes to 'moonless accept')"
        }
        return ""
    }

    private static func checksum(_ bytes: [UInt8], _ kind: Kind) -> [UInt8] {
        Array(
            SHA256.hash(data: Array("moonless link \(kind.rawValue)".utf8) + bytes)
                .prefix(checksumByteCount))
    }
}
