import Client
import ClientCore
import HTTPTypes
import Hummingbird

/// What is done with messages that are there.
extension AgentAPI {
    func addMessages(to api: RouterGroup<Context>) {
        api.put("conversations/:id/messages/:message") { [runtime] request, context in
            let body = try await JSONResponse.decode(EditRequest.self, request)
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.edit(
                place, in: id, to: body.text, mentions: body.mentions ?? [])
            return try await Self.answer(place, id, runtime)
        }
        api.delete("conversations/:id/messages/:message") { [runtime] request, context in
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.delete(
                place, in: id, forEveryone: request.uri.queryParameters["everyone"] == "true")
            return Response(status: .noContent)
        }
        api.put("conversations/:id/messages/:message/reaction") { [runtime] request, context in
            let body = try await JSONResponse.decode(ReactionRequest.self, request)
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.react(body.emoji, to: place, in: id)
            return try await Self.answer(place, id, runtime)
        }
        api.put("conversations/:id/messages/:message/pin") { [runtime] request, context in
            let body = try await JSONResponse.decode(PinRequest.self, request)
            let (id, place) = try await Self.message(context, runtime)
            try await runtime.pin(body.pinned, message: place, in: id)
            return try await Self.answer(place, id, runtime)
        }
        api.post("conversations/:id/messages/:message/forward") { [runtime] request, context in
            let body = try await JSONResponse.decode(ForwardRequest.self, request)
            let (id, place) = try await Self.message(context, runtime)
            let sent = try await Self.forward(place, from: id, to: body.to, runtime)
            return try JSONResponse.make(MessagesBody(messages: sent), status: .created)
        }
        api.get("conversations/:id/pinned") { [runtime] _, context in
            let id = try Self.id(context)
            let messages = try await runtime.pinned(conversation: id)
            return try JSONResponse.make(
                MessagesBody(messages: try await Self.bodies(messages, id, runtime)))
        }
    }

    private static func answer(
        _ place: UInt64, _ id: String, _ runtime: ClientRuntime
    ) async throws -> Response {
        try JSONResponse.make(
            try await body(try await runtime.message(place, in: id), runtime))
    }

    /// Says in other conversations what was said in this one, marked as forwarded.
    private static func forward(
        _ place: UInt64, from id: String, to others: [String], _ runtime: ClientRuntime
    ) async throws -> [MessageBody] {
        let message = try await runtime.message(place, in: id)
        guard message.kind == .text || message.kind == .file, message.isDeleted != true else {
            throw CommandError.noSuchMessage
        }
        // All of them exist, or nothing is sent.
        for other in others { _ = try await runtime.conversation(other) }
        var draft = ClientEngine.Draft(text: message.text)
        draft.isForwarded = true
        var sent: [MessageBody] = []
        for other in others {
            if message.file != nil {
                let (file, bytes) = try await runtime.file(of: place, in: id)
                let copy = ClientEngine.FileDraft(
                    role: file.role, name: file.name, type: file.type, bytes: bytes,
                    caption: draft)
                sent.append(try await body(try await runtime.send(copy, to: other), runtime))
            } else {
                sent.append(try await body(try await runtime.send(draft, to: other), runtime))
            }
        }
        return sent
    }

    // MARK: Bodies

    static func body(
        _ message: MessageRecord, _ runtime: ClientRuntime
    ) async throws -> MessageBody {
        let contact = try? await runtime.conversation(message.conversation).name
        let quoted = message.quotation == nil ? nil : await runtime.quoted(by: message)
        let own = message.mentions == nil ? nil : await runtime.identityTag
        return MessageBody(message, contact: contact ?? "", quoted: quoted, own: own)
    }

    static func bodies(
        _ messages: [MessageRecord], _ id: String, _ runtime: ClientRuntime
    ) async throws -> [MessageBody] {
        let contact = try await runtime.conversation(id).name
        let own = await runtime.identityTag
        var bodies: [MessageBody] = []
        for message in messages {
            let quoted = message.quotation == nil ? nil : await runtime.quoted(by: message)
            bodies.append(MessageBody(message, contact: contact, quoted: quoted, own: own))
        }
        return bodies
    }

    // MARK: Requests

    static func draft(
        _ body: SendRequest, in id: String, _ runtime: ClientRuntime
    ) async throws -> ClientEngine.Draft {
        var draft = ClientEngine.Draft(text: body.text)
        if let pointer = body.replyTo {
            draft.replyTo = try await runtime.place(of: pointer, in: id)
        }
        draft.isForwarded = body.forwarded ?? false
        draft.mentions = body.mentions ?? []
        return draft
    }

    /// The conversation and the message of a path: by place, or by identifier.
    static func message(
        _ context: Context, _ runtime: ClientRuntime
    ) async throws -> (conversation: String, place: UInt64) {
        let id = try id(context)
        let pointer = try context.parameters.require("message")
        return (id, try await runtime.place(of: pointer, in: id))
    }
}
