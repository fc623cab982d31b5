import NIOHTTP1

/// What `moonlessd export` asks of a running server over its control socket.
struct ExportOrder: Codable, Sendable {
    var archive: String?
    var supplement: String?
}

/// A ``ServerFailure`` on its way to the command.
struct ControlFailure: Codable, Sendable {
    var kind: Int32
    var message: String
}

extension HTTPAnswer {
    static func json(
        _ value: some Encodable, _ status: HTTPResponseStatus = .ok
    ) throws -> HTTPAnswer {
        .content(status, type: "application/json", body: try JSONText.encode(value))
    }
}
