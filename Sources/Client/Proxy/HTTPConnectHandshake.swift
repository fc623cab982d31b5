import FoundationEssentials
package import Wire

/// A tunnel through an HTTP proxy: `CONNECT` (RFC 9110, section 9.3.6).
package struct HTTPConnectHandshake: ProxyHandshake {
    /// An answer's header may be so long.
    private static let headerLimit = 16_384

    private let target: HostAndPort
    private let credentials: ProxyAddress.Credentials?

    package init(target: HostAndPort, credentials: ProxyAddress.Credentials?) {
        self.target = target
        self.credentials = credentials
    }

    package mutating func start() -> [UInt8] {
        var request = "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n"
        if let credentials {
            let pair = Data("\(credentials.user):\(credentials.password)".utf8)
            request += "Proxy-Authorization: Basic \(pair.base64EncodedString())\r\n"
        }
        return Array((request + "\r\n").utf8)
    }

    package mutating func received(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            guard bytes.count <= Self.headerLimit else { throw .malformed }
            return .needsMore
        }
        let line = String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self)
        let words = line.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw .notThisKind
        }
        switch status {
        case 200..<300: return .done(consumed: end.upperBound)
        case 407: throw credentials == nil ? .needsPassword : .wrongPassword
        default: throw .refused(status)
        }
    }
}
