/// Files, which are no JSON.
extension AgentClient {
    /// Sends bytes as they are and reads a body.
    package func upload<Body: Decodable>(
        _ method: Method, _ path: String, _ bytes: [UInt8], type: String, as: Body.Type
    ) async throws -> Body {
        try Self.decode(
            try await request(method, path, body: bytes, type: type), as: Body.self)
    }

    /// Sends bytes as they are; what is answered does not matter.
    package func upload(
        _ method: Method, _ path: String, _ bytes: [UInt8], type: String
    ) async throws {
        _ = try await request(method, path, body: bytes, type: type)
    }

    /// Reads bytes as they are.
    package func bytes(_ path: String) async throws -> [UInt8] {
        try await request(.get, path, body: nil)
    }
}
