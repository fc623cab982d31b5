import Client
import ClientCore
import HTTPTypes
import Hummingbird
import NIOCore
import Pictures

/// The name and the picture that contacts see.
extension AgentAPI {
    func addProfile(to api: RouterGroup<Context>) {
        api.get("profile") { [runtime] _, _ in try await Self.profile(runtime) }
        api.put("profile") { [runtime] request, _ in
            let body = try await JSONResponse.decode(NameRequest.self, request)
            try await runtime.setProfile(name: body.name, picture: nil)
            return try await Self.profile(runtime)
        }
        api.get("profile/picture") { [runtime] _, _ in
            try Self.picture(await runtime.profilePicture)
        }
        api.put("profile/picture") { [runtime] request, _ in
            let bytes = try await Self.bytes(request, limit: PictureTool.inputLimit)
            let picture = try await PictureTool.profilePicture(bytes)
            try await runtime.setProfile(name: nil, picture: picture)
            return try await Self.profile(runtime)
        }
        api.delete("profile/picture") { [runtime] _, _ in
            try await runtime.setProfile(name: nil, picture: [])
            return try await Self.profile(runtime)
        }
        api.get("conversations/:id/picture") { [runtime] _, context in
            try Self.picture(try await runtime.picture(of: try Self.id(context)))
        }
    }

    private static func profile(_ runtime: ClientRuntime) async throws -> Response {
        let hasPicture = await runtime.profilePicture != nil
        return try JSONResponse.make(
            ProfileBody(name: await runtime.profileName, picture: hasPicture))
    }

    private static func picture(_ bytes: [UInt8]?) throws -> Response {
        guard let bytes, let header = ImageHeader(bytes) else {
            throw APIError(.notFound, .notFound, "there is no picture")
        }
        return Self.file(bytes, type: "image/\(header.kind.rawValue)", name: nil)
    }

    // MARK: Bytes

    /// A request's body as it is.
    static func bytes(_ request: Request, limit: Int) async throws -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError(
                .contentTooLarge, .fileTooLarge, "more than \(limit / 1_024) KiB")
        }
    }

    /// Bytes that others have sent: never to be taken for a page of this API's origin.
    static func file(_ bytes: [UInt8], type: String, name: String?) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; sandbox", .cacheControl: "no-store",
        ]
        if let name {
            let quoted = name.utf8.map { byte -> String in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x2D
                let hex = String(byte, radix: 16, uppercase: true)
                return isPlain
                    ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0" + hex : hex)
            }.joined()
            headers[.contentDisposition] = "attachment; filename*=UTF-8''\(quoted)"
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
