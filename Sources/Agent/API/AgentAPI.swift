import Client
import ClientCore
import HTTPTypes
import Hummingbird

/// The routes under `/api/v1/` of an account that is open.
///
/// Which door they are served at, and who may come in there, is ``AgentResponder``'s to say.
struct AgentAPI: Sendable {
    typealias Context = BasicRequestContext

    let runtime: ClientRuntime
    private let open: OpenConversations
    private let curtain: SessionBoard?

    /// - Parameters:
    ///   - open: shared by all doors of the account.
    ///   - curtain: ends streams of events when its session changes; nil for none that do.
    init(_ runtime: ClientRuntime, open: OpenConversations, curtain: SessionBoard?) {
        self.runtime = runtime
        self.open = open
        self.curtain = curtain
    }

    func router() -> Router<Context> {
        APIRouter.make { api in
            addConversations(to: api)
            addMeeting(to: api)
            addVerification(to: api)
            addGroups(to: api)
            addAgent(to: api)
            addBackup(to: api)
            addMessages(to: api)
            addSettings(to: api)
            addProfile(to: api)
            addRequests(to: api)
            addFiles(to: api)
            addHistory(to: api)
        }
    }

    // MARK: Routes

    private func addAgent(to api: RouterGroup<Context>) {
        api.get("status") { [runtime] _, _ in
            try JSONResponse.make(StatusBody(await runtime.status))
        }
        api.get("my-data") { [runtime] _, _ in
            guard let records = await runtime.heldRecords else { throw APIError.noRecordsYet }
            return try JSONResponse.make(MyDataBody(records))
        }
        api.get("events") { [runtime, open, curtain] request, _ in
            let withRounds = request.uri.queryParameters["rounds"] == "true"
            return EventStream(
                runtime: runtime, open: open, curtain: curtain, withRounds: withRounds
            ).response(request)
        }
        api.put("open") { [open] request, _ in
            let body = try await JSONResponse.decode(OpenRequest.self, request)
            try await open.set(body.conversation, by: body.listener)
            return Response(status: .noContent)
        }
        api.put("scheduling") { [runtime] request, _ in
            let body = try await JSONResponse.decode(SchedulingRequest.self, request)
            guard let mode = SchedulingMode(rawValue: body.mode) else {
                throw APIError(.badRequest, .badRequest, "'mode' must be 'fair' or 'strict'")
            }
            try await runtime.setScheduling(mode)
            return Response(status: .noContent)
        }
    }

    private func addConversations(to api: RouterGroup<Context>) {
        api.get("conversations") { [runtime] _, _ in
            var bodies: [ConversationBody] = []
            for summary in await runtime.conversations {
                bodies.append(try await Self.body(summary, runtime))
            }
            return try JSONResponse.make(ConversationsBody(conversations: bodies))
        }
        api.get("conversations/:id/messages") { request, context in
            try JSONResponse.make(try await messages(request, try Self.id(context)))
        }
        api.post("conversations/:id/messages") { [runtime] request, context in
            let body = try await JSONResponse.decode(SendRequest.self, request)
            let id = try Self.id(context)
            let message = try await runtime.send(
                try await Self.draft(body, in: id, runtime), to: id)
            return try JSONResponse.make(
                try await Self.body(message, runtime), status: .created)
        }
        api.put("conversations/:id/draft") { [runtime] request, context in
            let body = try await JSONResponse.decode(DraftRequest.self, request)
            try await runtime.setDraft(body.text, of: try Self.id(context))
            return Response(status: .noContent)
        }
        api.post("conversations/:id/read") { [runtime] request, context in
            let body = try await JSONResponse.decode(ReadRequest.self, request)
            try await runtime.markRead(
                conversation: try Self.id(context), upTo: body.sequence)
            return Response(status: .noContent)
        }
    }

    private func addMeeting(to api: RouterGroup<Context>) {
        api.get("invites") { [runtime] _, _ in
            let names = Dictionary(
                await runtime.conversations.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            let invites = await runtime.invitations.map {
                InviteBody($0, name: names[$0.conversation] ?? "")
            }
            return try JSONResponse.make(InvitesBody(invites: invites))
        }
        api.post("invites") { [runtime] request, _ in
            let body = try await JSONResponse.decode(InviteRequest.self, request)
            let invitation =
                body.reusable == true
                ? try await runtime.inviteMany() : try await runtime.invite(name: body.name)
            return try JSONResponse.make(
                InviteBody(invitation, name: body.name ?? ""), status: .created)
        }
        api.delete("invites/:id") { [runtime] _, context in
            try await runtime.withdraw(conversation: try Self.id(context))
            return Response(status: .noContent)
        }
        api.post("accept") { [runtime] request, _ in
            let body = try await JSONResponse.decode(AcceptRequest.self, request)
            let summary = try await runtime.accept(link: body.link, name: body.name)
            return try JSONResponse.make(
                try await Self.body(summary, runtime), status: .created)
        }
    }

    private func addVerification(to api: RouterGroup<Context>) {
        api.get("conversations/:id/safety-number") { [runtime] _, context in
            let id = try Self.id(context)
            let number = try await runtime.safetyNumber(conversation: id)
            let summary = try await runtime.conversation(id)
            return try JSONResponse.make(
                SafetyNumberBody(number: number, verified: summary.isVerified))
        }
        api.post("conversations/:id/verified") { [runtime] request, context in
            let body = try await JSONResponse.decode(VerifiedRequest.self, request)
            let summary = try await runtime.setVerified(
                body.verified, conversation: try Self.id(context), number: body.number)
            return try JSONResponse.make(try await Self.body(summary, runtime))
        }
    }

    static func body(
        _ summary: ConversationSummary, _ runtime: ClientRuntime
    ) async throws -> ConversationBody {
        var body = ConversationBody(summary, unread: try await runtime.unreadCount(summary))
        body.draft = await runtime.draft(of: summary.id)
        return body
    }

    // MARK: Requests

    /// Messages of an answer where nobody says how many.
    static let pageLength = 50

    static func id(_ context: Context) throws -> String {
        try context.parameters.require("id")
    }

    private func messages(_ request: Request, _ id: String) async throws -> MessagesBody {
        let query = request.uri.queryParameters
        func number<Value: FixedWidthInteger>(_ name: Substring) throws -> Value? {
            guard let text = query[name] else { return nil }
            guard let value = Value(text) else {
                throw APIError(.badRequest, .badRequest, "'\(name)' must be a number")
            }
            return value
        }
        let limit: Int? = (try number("limit")).map { max(0, $0) }
        let messages: [MessageRecord]
        if let around: UInt64 = try number("around") {
            messages = try await runtime.messages(
                conversation: id, around: around, limit: limit ?? Self.pageLength)
        } else if let before: UInt64 = try number("before") {
            guard query["after"] == nil, query["unread"] == nil else {
                throw APIError(
                    .badRequest, .badRequest, "'before' excludes 'after' and 'unread'")
            }
            messages = try await runtime.messages(
                conversation: id, before: before, limit: limit ?? Self.pageLength)
        } else {
            messages = try await runtime.messages(
                conversation: id, after: try number("after"), limit: limit,
                isUnreadOnly: query["unread"] == "true")
        }
        return MessagesBody(messages: try await Self.bodies(messages, id, runtime))
    }
}
