package import ClientCore
import Wire

/// What a person asks for. Everything changes the engine's state and the vault, and nothing else.
extension ClientRuntime {
    package var conversations: [ConversationSummary] { currentEngine.contacts }
    package var invitations: [Invitation] { currentEngine.invitations }

    package var status: RuntimeStatus {
        let engine = currentEngine
        let descriptor = engine.deployment.descriptor
        let cost = TrafficCost(descriptor.parameters)
        let contacts = engine.contacts
        let state = currentBoard.state
        return RuntimeStatus(
            connection: state.connection, trouble: state.trouble,
            name: engine.account.displayName, deployment: descriptor.name,
            leader: descriptor.leader.address,
            proxy: proxy.map { "\($0.kind.rawValue)://\($0.address)" } ?? "",
            scheduling: engine.mode,
            roundMilliseconds: descriptor.parameters.roundMilliseconds,
            conversationCount: contacts.count,
            waitingCount: contacts.reduce(0) { $0 + $1.waitingCount }, pacing: currentPacing,
            answeredRounds: state.answeredRounds, missedRounds: state.missedRounds,
            dailyUploadByteCount: cost.dailyUploadByteCount,
            dailyDownloadByteCount: cost.dailyDownloadByteCount)
    }

    /// What the servers hold about this account, as they said it themselves in this session or the
    /// last one; nil before the first.
    package var heldRecords: HeldRecords? { currentEngine.heldRecords }

    package func conversation(_ id: String) throws -> ConversationSummary {
        guard let summary = conversations.first(where: { $0.id == id }) else {
            throw CommandError.noSuchConversation
        }
        return summary
    }

    /// Messages of others that have not been read.
    ///
    /// Not on the runtime's thread: whatever lies unread must not hold up the rounds.
    @concurrent
    package nonisolated func unreadCount(_ summary: ConversationSummary) async throws -> Int {
        try unread.count(summary, in: vault)
    }

    /// - Returns: the message, which is in the vault by then.
    package func send(text: String, to conversation: String) throws -> MessageRecord {
        let now = now
        return try step { engine in
            let (message, output) = try engine.send(text: text, to: conversation, at: now)
            return (output, message)
        }
    }

    package func invite(name: String?) throws -> Invitation {
        let now = now
        return try step { engine in
            let (invitation, output) = try engine.invite(name: name, at: now)
            return (output, invitation)
        }
    }

    package func withdraw(conversation: String) throws {
        try step { (try $0.withdraw(conversation: conversation), ()) }
    }

    package func accept(link: String, name: String?) throws -> ConversationSummary {
        let now = now
        return try step { engine in
            let (summary, output) = try engine.accept(link: link, name: name, at: now)
            return (output, summary)
        }
    }

    package func setScheduling(_ mode: SchedulingMode) throws {
        try step { ($0.setScheduling(mode), ()) }
    }

    /// The conversation on the person's screen.
    package func open(conversation: String?) throws {
        if let conversation { _ = try self.conversation(conversation) }
        try step { engine in
            engine.open(conversation: conversation)
            return (ClientOutput(), ())
        }
    }

    package func markRead(conversation: String, upTo sequence: UInt64) throws {
        let now = now
        try step { (try $0.markRead(conversation: conversation, upTo: sequence, at: now), ()) }
    }

    package func safetyNumber(conversation: String) throws -> String {
        try currentEngine.safetyNumber(conversation: conversation)
    }

    package func setVerified(
        _ verified: Bool, conversation: String, number: String?
    ) throws -> ConversationSummary {
        let now = now
        try step { engine in
            let output = try engine.setVerified(
                verified, conversation: conversation, number: number, at: now)
            return (output, ())
        }
        return try self.conversation(conversation)
    }

    /// Messages of a thread in order.
    ///
    /// Not on the runtime's thread, and page by page: a long thread must not hold up the rounds.
    /// - Parameters:
    ///   - after: only messages behind this place; without it and with a limit, the newest.
    ///   - isUnreadOnly: others' messages that have not been read.
    @concurrent
    package nonisolated func messages(
        conversation: String, after: UInt64?, limit: Int?, isUnreadOnly: Bool
    ) async throws -> [MessageRecord] {
        let summary = try await self.conversation(conversation)
        if isUnreadOnly {
            let first = max(after ?? 0, summary.readSequence)
            return try vault.pages(in: conversation, after: first, limit: limit) {
                $0.from != nil
            }
        }
        if after == nil, let limit {
            return try vault.newestMessages(in: conversation, limit: limit)
        }
        return try vault.pages(in: conversation, after: after ?? 0, limit: limit)
    }
}
