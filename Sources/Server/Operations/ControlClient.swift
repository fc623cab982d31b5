import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks a running server over its control socket, as the commands do.
package struct ControlClient {
    private let directory: ServerDirectory

    package init(_ directory: ServerDirectory) { self.directory = directory }

    /// - Returns: nil if no server runs there.
    package func status() throws -> StatusReport? {
        guard let answer = try exchange("GET", "/status", []) else { return nil }
        return try decode(answer, as: StatusReport.self)
    }

    /// - Returns: nil if no server runs there.
    package func export(archive: String?, supplement: String?) throws -> ExportResult? {
        let order = try JSONText.encode(ExportOrder(archive: archive, supplement: supplement))
        guard let answer = try exchange("POST", "/export", order) else { return nil }
        return try decode(answer, as: ExportResult.self)
    }

    private func decode<Value: Decodable>(_ answer: [UInt8], as type: Value.Type) throws -> Value {
        let separator = Array("\r\n\r\n".utf8)
        guard
            let end = answer.indices.first(where: { answer[$0...].starts(with: separator) })
        else { throw brokenOff }
        let body = Data(answer[(end + separator.count)...])
        if let value = try? JSONDecoder().decode(type, from: body) { return value }
        guard let failure = try? JSONDecoder().decode(ControlFailure.self, from: body),
            let kind = ServerFailure.Kind(rawValue: failure.kind)
        else { throw brokenOff }
        throw ServerFailure(kind, failure.message)
    }

    private var brokenOff: ServerFailure {
        ServerFailure(.busy, "the server at '\(directory.path)' stopped before it answered")
    }

    // MARK: The socket

    private func exchange(_ method: String, _ path: String, _ body: [UInt8]) throws -> [UInt8]? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SystemCall.failure("open", directory.controlSocket) }
        defer { _ = close(descriptor) }
        guard try connect(descriptor) else { return nil }
        let head =
            "\(method) \(path) HTTP/1.1\r\nhost: localhost\r\ncontent-length: \(body.count)\r\n\r\n"
        try write(Array(head.utf8) + body, descriptor)
        return try readToEnd(descriptor)
    }

    private func connect(_ descriptor: Int32) throws -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(directory.controlSocket.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.count < room else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Self.open(descriptor, $0, size)
            }
        }
        if result == 0 { return true }
        guard [ENOENT, ECONNREFUSED, ENOTDIR].contains(errno) else {
            throw SystemCall.failure("connect to", directory.controlSocket)
        }
        return false
    }

    private static func open(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t
    ) -> Int32 {
        #if canImport(Glibc)
            Glibc.connect(descriptor, address, size)
        #elseif canImport(Musl)
            Musl.connect(descriptor, address, size)
        #else
            Darwin.connect(descriptor, address, size)
        #endif
    }

    private func write(_ bytes: [UInt8], _ descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw brokenOff }
            rest = rest.dropFirst(count)
        }
    }

    private func readToEnd(_ descriptor: Int32) throws -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw brokenOff }
            if count == 0 { return answer }
            answer += buffer.prefix(count)
        }
    }
}
