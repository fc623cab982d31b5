import Glibc
package import Wire

/// SOCKS version 5 (RFC 1928) with user and password (RFC 1929), for one CONNECT.
package struct Socks5Handshake: ProxyHandshake {
    private enum State {
        case greeting, authenticating, connecting, done
    }

    private static let version: UInt8 = 5
    private static let noAuthentication: UInt8 = 0
    private static let userAndPassword: UInt8 = 2

    private let target: HostAndPort
    private let credentials: ProxyAddress.Credentials?
    private var state = State.greeting

    package init(target: HostAndPort, credentials: ProxyAddress.Credentials?) {
        self.target = target
        self.credentials = credentials
    }

    package mutating func start() -> [UInt8] {
        // With a password only that is offered: Tor takes it as the name of a circuit, and a
        // proxy that ignored it would mix circuits.
        [Self.version, 1, credentials == nil ? Self.noAuthentication : Self.userAndPassword]
    }

    package mutating func received(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep {
        switch state {
        case .greeting: try greeted(bytes)
        case .authenticating: try authenticated(bytes)
        case .connecting: try connected(bytes)
        case .done: throw .malformed
        }
    }

    private mutating func greeted(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep {
        guard bytes.count >= 2 else { return .needsMore }
        guard bytes[0] == Self.version else { throw .notThisKind }
        switch (bytes[1], credentials) {
        case (Self.noAuthentication, nil):
            state = .connecting
            return .send(request, consumed: 2)
        case (Self.userAndPassword, .some(let credentials)):
            state = .authenticating
            let user = Array(credentials.user.utf8)
            let password = Array(credentials.password.utf8)
            return .send(
                [1, UInt8(user.count)] + user + [UInt8(password.count)] + password, consumed: 2)
        default: throw credentials == nil ? .needsPassword : .wrongPassword
        }
    }

    private mutating func authenticated(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep {
        guard bytes.count >= 2 else { return .needsMore }
        guard bytes[1] == 0 else { throw .wrongPassword }
        state = .connecting
        return .send(request, consumed: 2)
    }

    private mutating func connected(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep {
        guard bytes.count >= 5 else { return .needsMore }
        guard bytes[0] == Self.version else { throw .malformed }
        guard bytes[1] == 0 else { throw .refused(Int(bytes[1])) }
        let addressByteCount: Int
        switch bytes[3] {
        case 1: addressByteCount = 4
        case 3: addressByteCount = 1 + Int(bytes[4])
        case 4: addressByteCount = 16
        default: throw .malformed
        }
        let count = 4 + addressByteCount + 2
        guard bytes.count >= count else { return .needsMore }
        state = .done
        return .done(consumed: count)
    }

    /// CONNECT, by address if the target is one, else by name for the proxy to resolve.
    private var request: [UInt8] {
        let port = [UInt8(target.port >> 8), UInt8(target.port & 0xFF)]
        return [Self.version, 1, 0] + address + port
    }

    private var address: [UInt8] {
        var four = in_addr()
        if inet_pton(AF_INET, target.host, &four) == 1 {
            return [1] + withUnsafeBytes(of: &four) { Array($0) }
        }
        var six = in6_addr()
        if inet_pton(AF_INET6, target.host, &six) == 1 {
            return [4] + withUnsafeBytes(of: &six) { Array($0) }
        }
        let name = Array(target.host.utf8)
        return [3, UInt8(name.count)] + name
    }
}
