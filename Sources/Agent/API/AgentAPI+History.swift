import ChatImport
import Client
import ClientCore
import FoundationEssentials
import Glibc
import HTTPTypes
import Hummingbird

/// Search, export and import.
extension AgentAPI {
    /// Bytes of an export that is imported.
    private static let importLimit = 1 << 26
    private static let problemLimit = 1_000

    func addHistory(to api: RouterGroup<Context>) {
        api.get("search") { [runtime] request, _ in
            let query = request.uri.queryParameters
            guard let words = query["q"], !words.isEmpty else {
                throw APIError(.badRequest, .badRequest, "'q' must hold the words to look for")
            }
            let limit = min(1_000, max(1, query["limit"].flatMap { Int($0) } ?? 100))
            let conversation = query["conversation"].map { String($0) }
            if let conversation { _ = try await runtime.conversation(conversation) }
            let found = try await runtime.search(String(words), in: conversation, limit: limit)
            return try JSONResponse.make(
                SearchBody(messages: try await Self.found(found, runtime)))
        }
        api.get("conversations/:id/history") { [runtime] request, context in
            let id = try Self.id(context)
            _ = try await runtime.conversation(id)
            let query = request.uri.queryParameters
            let messages = try await runtime.history(
                conversation: id, after: query["after"].flatMap { UInt64($0) } ?? 0,
                limit: max(0, query["limit"].flatMap { Int($0) } ?? Self.pageLength))
            return try JSONResponse.make(
                MessagesBody(messages: try await Self.found(messages, runtime)))
        }
        api.get("conversations/:id/export") { [runtime] request, context in
            let id = try Self.id(context)
            let messages = try await Self.found(try await runtime.wholeThread(id), runtime)
            let summary = try await runtime.conversation(id)
            guard request.uri.queryParameters["format"] == "text" else {
                return try JSONResponse.make(
                    ThreadBody(
                        conversation: try await Self.body(summary, runtime), messages: messages))
            }
            let text = messages.map { ThreadText.line($0) + "\n" }.joined()
            return Self.file(
                Array(text.utf8), type: "text/plain; charset=utf-8", name: "\(summary.name).txt")
        }
        api.post("conversations/:id/import") { [runtime] request, context in
            let id = try Self.id(context)
            _ = try await runtime.conversation(id)
            return try JSONResponse.make(
                try await Self.importChat(request, into: id, runtime), status: .created)
        }
    }

    /// Messages of several conversations, imported ones with their conversation's identifier.
    private static func found(
        _ messages: [MessageRecord], _ runtime: ClientRuntime
    ) async throws -> [MessageBody] {
        var bodies: [MessageBody] = []
        for message in messages {
            var shown = message
            if message.isImported == true, let colon = message.conversation.firstIndex(of: ":") {
                shown.conversation = String(message.conversation[..<colon])
            }
            bodies.append(try await body(shown, runtime))
        }
        return bodies
    }

    // MARK: Import

    private static func importChat(
        _ request: Request, into id: String, _ runtime: ClientRuntime
    ) async throws -> ImportBody {
        let query = request.uri.queryParameters
        var order: DateOrder?
        if let text = query["dates"] {
            guard let given = DateOrder(rawValue: String(text)) else {
                throw APIError(.badRequest, .badRequest, "'dates' must be dmy, mdy or ymd")
            }
            order = given
        }
        let bytes = try await bytes(request, limit: importLimit)
        let chat = try parse(bytes, order)
        let me = query["me"].map { String($0) }
        if let me, !chat.authors.contains(me) {
            throw APIError(
                .unprocessableContent, .badImport,
                "nobody of that name writes in this chat: \(chat.authors.joined(separator: ", "))")
        }
        let entries = chat.messages.map { message in
            ClientEngine.ImportedMessage(
                from: message.author == nil ? "*" : message.author == me ? nil : message.author,
                text: message.text, sentAt: unixMilliseconds(message.time))
        }
        // Without a name nothing is stored: the answer says who writes.
        let count = me == nil ? 0 : try await runtime.importHistory(entries, into: id)
        return ImportBody(
            found: entries.count, imported: count, known: me == nil ? 0 : entries.count - count,
            authors: chat.authors,
            problems: chat.problems.prefix(problemLimit).map {
                ImportBody.Problem(line: $0.line, reason: $0.reason, text: $0.text)
            })
    }

    /// A text, or a zip: that one is read from a file without a name.
    private static func parse(_ bytes: [UInt8], _ order: DateOrder?) throws -> ChatExport {
        do {
            guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
                return try ChatExport(text: bytes, dateOrder: order)
            }
            let path = "/dev/shm/moonless-\(getpid())-\(UInt64.random(in: .min ... .max)).zip"
            try PrivateFile.create(path, with: bytes)
            defer { PrivateFile.remove(path) }
            return try ChatFile.read(path: path, dateOrder: order)
        } catch ChatImportError.ambiguousDates {
            throw APIError(
                .unprocessableContent, .ambiguousDates,
                "the dates fit both day/month and month/day: say which with 'dates'")
        } catch let error as ChatImportError {
            throw APIError(.unprocessableContent, .badImport, error.description)
        }
    }

    /// A wall clock's time in this machine's zone.
    private static func unixMilliseconds(_ time: ChatTime) -> Int64 {
        var parts = tm()
        parts.tm_year = Int32(time.year - 1_900)
        parts.tm_mon = Int32(time.month - 1)
        parts.tm_mday = Int32(time.day)
        parts.tm_hour = Int32(time.hour)
        parts.tm_min = Int32(time.minute)
        parts.tm_sec = Int32(time.second)
        parts.tm_isdst = -1
        return Int64(mktime(&parts)) * 1_000
    }
}

/// A message as a line of a text.
enum ThreadText {
    static func line(_ message: MessageBody) -> String {
        let who = message.kind == "event" ? "*" : (message.from ?? "me") + ":"
        var parts = [who]
        if message.imported == true { parts.insert("(imported, not verified)", at: 0) }
        if message.deleted == true { parts.append("(deleted)") }
        if message.forwarded == true { parts.append("(forwarded)") }
        if let reply = message.reply { parts.append("(answers: \(reply.text))") }
        if let file = message.file { parts.append("[\(file.name), \(file.size) bytes]") }
        if !message.text.isEmpty { parts.append(message.text) }
        if message.editedAt != nil { parts.append("(edited)") }
        for reaction in message.reactions ?? [] {
            parts.append("[\(reaction.emoji) \(reaction.from ?? "me")]")
        }
        return "\(message.sentAt)  " + parts.joined(separator: " ")
    }
}
