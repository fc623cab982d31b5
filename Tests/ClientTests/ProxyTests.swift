import Client
import Testing
import Wire

@Suite struct ProxyTests {
    private func address(_ text: String) throws -> HostAndPort { try HostAndPort(text) }

    // MARK: Addresses

    @Test func addressesAreRead() throws {
        let proxy = try ProxyAddress("socks5://us%40er:p%3Aw@[::1]:9050/")
        #expect(proxy.kind == .socks5)
        #expect(proxy.address.host == "::1" && proxy.address.port == 9_050)
        #expect(proxy.credentials?.user == "us@er")
        #expect(proxy.credentials?.password == "p:w")
        #expect(try ProxyAddress("http://localhost:8080").kind == .http)
    }

    @Test(arguments: [
        "", "localhost:1080", "ftp://localhost:1", "socks5://localhost", "socks5://user@h:1",
        "socks5://:p@h:1", "socks5://u:%zz@h:1", "socks5://u:%a@h:1",
    ])
    func malformedAddressesAreRefused(_ text: String) {
        #expect(throws: WireError.self) { try ProxyAddress(text) }
    }

    // MARK: SOCKS5

    @Test func socksConnectsByName() throws {
        var handshake = Socks5Handshake(target: try address("leader.example:443"), credentials: nil)
        #expect(handshake.start() == [5, 1, 0])
        #expect(try handshake.received([5]) == .needsMore)
        // The name goes to the proxy as it is: nothing is resolved here.
        let request: [UInt8] = [5, 1, 0, 3, 14] + Array("leader.example".utf8) + [1, 0xBB]
        #expect(try handshake.received([5, 0]) == .send(request, consumed: 2))
        let reply: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]
        #expect(try handshake.received(Array(reply.dropLast())) == .needsMore)
        #expect(try handshake.received(reply) == .done(consumed: 10))
    }

    @Test func socksAuthenticates() throws {
        let credentials = try ProxyAddress("socks5://ab:cde@h:1").credentials
        var handshake = Socks5Handshake(target: try address("[::1]:1"), credentials: credentials)
        #expect(handshake.start() == [5, 1, 2])
        let login: [UInt8] = [1, 2] + Array("ab".utf8) + [3] + Array("cde".utf8)
        #expect(try handshake.received([5, 2]) == .send(login, consumed: 2))
        let request: [UInt8] = [5, 1, 0, 4] + [UInt8](repeating: 0, count: 15) + [1, 0, 1]
        #expect(try handshake.received([1, 0]) == .send(request, consumed: 2))
    }

    @Test func socksRefusalsHaveTheirReasons() throws {
        func fresh(_ credentials: Bool = false) throws -> Socks5Handshake {
            Socks5Handshake(
                target: try address("h:1"),
                credentials: credentials ? try ProxyAddress("socks5://a:b@h:1").credentials : nil)
        }
        var handshake = try fresh()
        #expect(throws: ProxyError.needsPassword) { try handshake.received([5, 0xFF]) }
        handshake = try fresh()
        #expect(throws: ProxyError.notThisKind) { try handshake.received(Array("HTTP".utf8)) }
        handshake = try fresh(true)
        #expect(throws: ProxyError.wrongPassword) { try handshake.received([5, 0xFF]) }
        // A proxy that would let us in without the password mixes circuits: refused.
        handshake = try fresh(true)
        #expect(throws: ProxyError.wrongPassword) { try handshake.received([5, 0]) }
        handshake = try fresh(true)
        _ = try handshake.received([5, 2])
        #expect(throws: ProxyError.wrongPassword) { try handshake.received([1, 1]) }
        handshake = try fresh()
        _ = try handshake.received([5, 0])
        #expect(throws: ProxyError.refused(5)) {
            try handshake.received([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
        }
        handshake = try fresh()
        _ = try handshake.received([5, 0])
        #expect(throws: ProxyError.malformed) { try handshake.received([5, 0, 0, 9, 0]) }
    }

    // MARK: HTTP

    @Test func httpConnects() throws {
        var handshake = HTTPConnectHandshake(
            target: try address("leader.example:443"),
            credentials: try ProxyAddress("http://ab:cd@h:1").credentials)
        #expect(
            String(decoding: handshake.start(), as: UTF8.self) == "CONNECT leader.example:443 "
                + "HTTP/1.1\r\nHost: leader.example:443\r\n"
                + "Proxy-Authorization: Basic YWI6Y2Q=\r\n\r\n")
        let answer = Array("HTTP/1.1 200 Connection established\r\nA: b\r\n\r\n".utf8)
        #expect(try handshake.received(Array(answer.dropLast())) == .needsMore)
        #expect(try handshake.received(answer) == .done(consumed: answer.count))
    }

    @Test func httpRefusalsHaveTheirReasons() throws {
        var handshake = HTTPConnectHandshake(target: try address("h:1"), credentials: nil)
        func answer(_ text: String) -> [UInt8] { Array((text + "\r\n\r\n").utf8) }
        #expect(throws: ProxyError.needsPassword) {
            try handshake.received(answer("HTTP/1.1 407 No"))
        }
        #expect(throws: ProxyError.refused(502)) {
            try handshake.received(answer("HTTP/1.0 502 Bad Gateway"))
        }
        #expect(throws: ProxyError.notThisKind) { try handshake.received(answer("SSH-2.0-x")) }
        #expect(throws: ProxyError.malformed) {
            try handshake.received([UInt8](repeating: 65, count: 20_000))
        }
    }
}
