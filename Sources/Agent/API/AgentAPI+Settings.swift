import Client
import ClientCore
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// How conversations are set.
extension AgentAPI {
    func addSettings(to api: RouterGroup<Context>) {
        api.put("conversations/:id/settings") { [runtime] request, context in
            let body = try await JSONResponse.decode(ConversationSettingsRequest.self, request)
            let summary = try await runtime.change(
                Self.change(body), of: try Self.id(context))
            return try JSONResponse.make(try await Self.body(summary, runtime))
        }
        api.put("conversations/:id/lifetime") { [runtime] request, context in
            let body = try await JSONResponse.decode(LifetimeRequest.self, request)
            let id = try Self.id(context)
            try await runtime.setLifetime(try Self.lifetime(body), of: id)
            return try JSONResponse.make(
                try await Self.body(try await runtime.conversation(id), runtime))
        }
        api.post("conversations/:id/typing") { [runtime] _, context in
            try await runtime.noteTyping(in: try Self.id(context))
            return Response(status: .noContent)
        }
        // Forgets the conversation; nobody is told.
        api.delete("conversations/:id") { [runtime] _, context in
            try await runtime.forget(try Self.id(context))
            return Response(status: .noContent)
        }
    }

    private static func change(_ body: ConversationSettingsRequest) -> ClientEngine.SettingsChange {
        var change = ClientEngine.SettingsChange()
        change.isPinned = body.pinned
        change.isArchived = body.archived
        change.isBlocked = body.blocked
        change.sendsReceipts = body.receipts
        change.sendsTyping = body.typing
        if let muted = body.muted {
            let now = Int64(Date().timeIntervalSince1970 * 1_000)
            let (length, isTooLong) = (body.mutedForSeconds ?? .max)
                .multipliedReportingOverflow(by: 1_000)
            let (until, isNever) = now.addingReportingOverflow(max(0, length))
            change.mutedUntil = muted ? (isTooLong || isNever ? .max : until) : 0
        }
        return change
    }

    static func lifetime(_ body: LifetimeRequest) throws -> Lifetime? {
        guard let seconds = body.seconds, seconds > 0 else { return nil }
        guard let start = Lifetime.Start(rawValue: body.from ?? "reading") else {
            throw APIError(.badRequest, .badRequest, "'from' must be 'reading' or 'sending'")
        }
        guard let lifetime = Lifetime(seconds: seconds, start: start) else {
            throw CommandError.badLifetime
        }
        return lifetime
    }
}
