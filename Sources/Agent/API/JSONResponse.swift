import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Bodies in and out.
enum JSONResponse {
    static func make(
        _ body: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encode(body))))
    }

    static func encode(_ body: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(body))
    }

    /// A request's body; larger than the longest text, whatever escapes its JSON needs.
    static func decode<Body: Decodable>(
        _ type: Body.Type, _ request: Request
    ) async throws -> Body {
        let buffer = try await request.body.collect(upTo: 1 << 20)
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch {
            throw APIError(.badRequest, .badRequest, "the body is not the JSON of this request")
        }
    }
}
