import Client
import ClientCore
import HTTPTypes
import Hummingbird
import Pictures

/// Files and voice notes.
extension AgentAPI {
    func addFiles(to api: RouterGroup<Context>) {
        api.post("conversations/:id/files") { [runtime] request, context in
            let id = try Self.id(context)
            _ = try await runtime.conversation(id)
            let draft = try await Self.fileDraft(request, id, runtime)
            let message = try await runtime.send(draft, to: id)
            return try JSONResponse.make(
                try await Self.body(message, runtime), status: .created)
        }
        api.get("conversations/:id/files/:message") { [runtime] _, context in
            let (id, place) = try await Self.message(context, runtime)
            let (file, bytes) = try await runtime.file(of: place, in: id)
            return Self.file(bytes, type: file.type, name: file.name)
        }
        api.put("conversations/:id/files/:message") { [runtime] request, context in
            let body = try await JSONResponse.decode(PauseRequest.self, request)
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.pauseFile(body.paused, place, in: id)
            return Response(status: .noContent)
        }
        api.delete("conversations/:id/files/:message") { [runtime] _, context in
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.cancelFile(place, in: id)
            return Response(status: .noContent)
        }
        api.get("transfers") { [runtime] _, _ in
            let period = await runtime.roundMilliseconds
            let transfers = await runtime.transfers.map {
                TransferBody($0, roundMilliseconds: period)
            }
            return try JSONResponse.make(TransfersBody(transfers: transfers))
        }
        api.get("transfers/estimate") { [runtime] request, _ in
            guard let text = request.uri.queryParameters["bytes"], let bytes = Int(text), bytes >= 0
            else { throw APIError(.badRequest, .badRequest, "'bytes' must be a number") }
            guard bytes <= ClientEngine.fileLimit else {
                throw CommandError.fileTooLarge(limit: ClientEngine.fileLimit)
            }
            let estimate = await runtime.estimate(forFileOf: bytes)
            return try JSONResponse.make(
                EstimateBody(
                    bytes: bytes, rounds: estimate.rounds,
                    seconds: (estimate.milliseconds + 999) / 1_000, limit: ClientEngine.fileLimit))
        }
    }

    /// The body is the file; the query says what it is.
    private static func fileDraft(
        _ request: Request, _ id: String, _ runtime: ClientRuntime
    ) async throws -> ClientEngine.FileDraft {
        let query = request.uri.queryParameters
        func text(_ name: Substring) -> String? { query[name].map { String($0) } }
        guard let role = FileRecord.Role(rawValue: text("role") ?? "file") else {
            throw APIError(
                .badRequest, .badRequest, "'role' must be 'file', 'picture' or 'voice'")
        }
        var caption = ClientEngine.Draft(text: text("caption") ?? "")
        if let pointer = text("reply") {
            caption.replyTo = try await runtime.place(of: pointer, in: id)
        }
        let bytes = try await bytes(request, limit: PictureTool.inputLimit)
        var draft = ClientEngine.FileDraft(
            role: role, name: text("name") ?? "file",
            type: request.headers[.contentType] ?? "application/octet-stream", bytes: bytes,
            caption: caption)
        if query["original"] != "true", let prepared = try await PictureTool.prepared(bytes) {
            draft.bytes = prepared.bytes
            draft.type = prepared.type
            draft.name = PictureTool.name(draft.name, for: prepared.type)
            draft.role = .picture
        }
        return draft
    }
}
