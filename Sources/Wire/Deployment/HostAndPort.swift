/// A server's address as people write it: `HOST:PORT`, with IPv6 addresses in brackets.
package struct HostAndPort: Sendable, Equatable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(_ text: String) throws(WireError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw WireError(.invalidValue, "'\(text)' is no address: HOST:PORT expected") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw WireError(.invalidValue, "'\(text)': an IPv6 address goes into brackets")
        }
        guard !host.isEmpty, host.utf8.count <= 255 else {
            throw WireError(.invalidValue, "'\(text)' is no address: HOST:PORT expected")
        }
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
