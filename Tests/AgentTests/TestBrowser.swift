import Agent
import FoundationEssentials
import Glibc
import NIOPosix
import Testing

/// What a browser or a bot sends to the page's address, byte for byte, and what comes back.
struct TestBrowser: Sendable {
    struct Answer: Sendable {
        var status: Int
        /// By name in small letters.
        var headers: [String: String]
        var body: String

        /// The word of a refusal.
        var code: String? { try? decode(ErrorBody.self).error.code }

        func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
            try JSONDecoder().decode(type, from: Data(body.utf8))
        }
    }

    let port: Int
    var token: String?

    /// - Parameter address: as `moonless web --print` prints it.
    init(address: String) throws {
        let parts = address.split(separator: "#token=")
        #expect(parts.count == 2 && parts[0].hasPrefix("http://127.0.0.1:"))
        let digits = parts[0].dropFirst("http://127.0.0.1:".count).filter(\.isNumber)
        port = try #require(Int(digits))
        token = String(parts[1])
    }

    func get(_ path: String, _ fields: [String: String] = [:]) async throws -> Answer {
        try await ask("GET", path, fields)
    }

    func send(
        _ method: String, _ path: String, _ body: some Encodable
    ) async throws -> Answer {
        let json = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return try await ask(method, path, [:], body: json)
    }

    /// - Parameter fields: take the place of the usual ones; empty ones are left out.
    func ask(
        _ method: String, _ path: String, _ fields: [String: String] = [:], body: String = ""
    ) async throws -> Answer {
        let request = head(method, path, fields, count: body.utf8.count) + body
        let port = port
        // Apart from Swift's threads, which the server in this process needs.
        let bytes = try await NIOThreadPool.singleton.runIfActive {
            try Self.exchange(request, port: port, until: nil)
        }
        return try Self.parse(bytes)
    }

    /// The bytes of a stream of events up to a text in them.
    func events(until text: String, _ fields: [String: String] = [:]) async throws -> String {
        let request = head("GET", "/api/v1/events", fields, count: 0)
        let port = port
        let bytes = try await NIOThreadPool.singleton.runIfActive {
            try Self.exchange(request, port: port, until: text)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func head(
        _ method: String, _ path: String, _ changed: [String: String], count: Int
    ) -> String {
        var fields = [
            "Host": "127.0.0.1:\(port)", "Connection": "close", "Content-Length": "\(count)",
        ]
        if let token { fields["Authorization"] = "Bearer \(token)" }
        fields.merge(changed) { $1 }
        let lines = fields.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
            .map { "\($0.key): \($0.value)\r\n" }
        return "\(method) \(path) HTTP/1.1\r\n\(lines.joined())\r\n"
    }

    private struct NoAnswer: Error { var number = errno }

    private static func exchange(
        _ request: String, port: Int, until text: String?
    ) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw NoAnswer() }
        var limit = timeval(tv_sec: 180, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bytes = Array(request.utf8)
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { throw NoAnswer() }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw NoAnswer() }
            answer += buffer.prefix(count)
            let isEnough = text.map { answer.firstRange(of: Array($0.utf8)) != nil } ?? false
            if count == 0 || isEnough { return answer }
        }
    }

    private static func parse(_ bytes: [UInt8]) throws -> Answer {
        let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        let status = try #require(lines.first?.split(separator: " ").dropFirst().first)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] =
                parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        return Answer(
            status: try #require(Int(status)), headers: headers,
            body: String(decoding: bytes[end.upperBound...], as: UTF8.self))
    }
}
