package import Wire

/// A proxy as people write it: `socks5://[USER:PASSWORD@]HOST:PORT` or
/// `http://[USER:PASSWORD@]HOST:PORT`.
///
/// Names are resolved by the proxy, never here.
package struct ProxyAddress: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case socks5
        case http
    }

    package struct Credentials: Sendable, Equatable {
        package var user: String
        package var password: String
    }

    package var kind: Kind
    package var address: HostAndPort
    package var credentials: Credentials?

    package init(_ text: String) throws(WireError) {
        func malformed(_ why: String) -> WireError {
            WireError(
                .invalidValue,
                "\(why): a proxy is socks5://[USER:PASSWORD@]HOST:PORT or http://HOST:PORT")
        }
        guard let mark = text.firstRange(of: "://") else { throw malformed("no proxy address") }
        switch text[..<mark.lowerBound].lowercased() {
        case "socks5", "socks5h": kind = .socks5
        case "http": kind = .http
        default: throw malformed("unknown kind of proxy")
        }
        var rest = text[mark.upperBound...]
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        if let at = rest.lastIndex(of: "@") {
            credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        address = try HostAndPort(String(rest))
    }

    private static func credentials(_ text: Substring) throws(WireError) -> Credentials {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = percentDecoded(parts[0]),
            let password = percentDecoded(parts[1]),
            (1...255).contains(user.utf8.count), (1...255).contains(password.utf8.count)
        else {
            throw WireError(
                .invalidValue, "a proxy's user and password are USER:PASSWORD, 1 to 255 bytes each")
        }
        return Credentials(user: user, password: password)
    }

    /// `%40` for `@`, say (RFC 3986, section 2.1).
    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
