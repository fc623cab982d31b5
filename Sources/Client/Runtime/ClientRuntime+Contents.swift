package import ClientCore
import Wire

/// What a person does with messages, files and conversations.
extension ClientRuntime {
    package func send(
        _ draft: ClientEngine.Draft, to conversation: String
    ) throws -> MessageRecord {
        let now = now
        return try step { engine in
            let (message, output) = try engine.send(draft, to: conversation, at: now)
            return (output, message)
        }
    }

    package func send(
        _ draft: ClientEngine.FileDraft, to conversation: String
    ) throws -> MessageRecord {
        let now = now
        return try step { engine in
            let (message, output) = try engine.send(draft, to: conversation, at: now)
            return (output, message)
        }
    }

    package func react(_ emoji: String, to sequence: UInt64, in conversation: String) throws {
        let now = now
        try step { (try $0.react(emoji, to: sequence, in: conversation, at: now), ()) }
    }

    package func edit(
        _ sequence: UInt64, in conversation: String, to text: String, mentions: [String]
    ) throws {
        let now = now
        try step {
            let output = try $0.edit(
                sequence, in: conversation, to: text, mentions: mentions, at: now)
            return (output, ())
        }
    }

    /// - Parameter forEveryone: of an own message, also at those who have it.
    package func delete(
        _ sequence: UInt64, in conversation: String, forEveryone: Bool
    ) throws {
        let now = now
        try step { engine in
            let output =
                forEveryone
                ? try engine.deleteForEveryone(sequence, in: conversation, at: now)
                : try engine.deleteForMe(sequence, in: conversation, at: now)
            return (output, ())
        }
        vault.forgetOverwritten()
    }

    package func pin(_ isPinned: Bool, message: UInt64, in conversation: String) throws {
        let now = now
        try step { (try $0.pin(isPinned, message: message, in: conversation, at: now), ()) }
    }

    // MARK: Conversations

    package func change(
        _ change: ClientEngine.SettingsChange, of conversation: String
    ) throws -> ConversationSummary {
        let now = now
        try step { (try $0.change(change, of: conversation, at: now), ()) }
        return try self.conversation(conversation)
    }

    package func setLifetime(_ lifetime: Lifetime?, of conversation: String) throws {
        let now = now
        try step { (try $0.setLifetime(lifetime, of: conversation, at: now), ()) }
    }

    package func noteTyping(in conversation: String) throws {
        try step { engine in
            try engine.noteTyping(in: conversation)
            return (ClientOutput(), ())
        }
    }

    package func forget(_ conversation: String) async throws {
        let now = now
        try currentEngine.checkForgetting(conversation)
        // A large thread piece by piece, so that it does not hold up the rounds.
        for (collection, space) in ClientEngine.spaces(of: conversation) {
            while try vault.clear(collection, space, limit: Self.batchLength) {
                await Task.yield()
            }
        }
        try step { (try $0.forget(conversation, at: now), ()) }
        vault.forgetOverwritten()
    }

    // MARK: Profile

    package var identityTag: IdentityTag { currentEngine.account.identityTag }
    package var profileName: String { currentEngine.account.displayName }

    package func setProfile(name: String?, picture: [UInt8]?) throws {
        let now = now
        try step { (try $0.setProfile(name: name, picture: picture, at: now), ()) }
    }

    /// The own picture; nil if there is none.
    package var profilePicture: [UInt8]? { records.value(ProfilePicture.own) }

    /// A contact's picture; nil if it has told none.
    package func picture(of conversation: String) throws -> [UInt8]? {
        _ = try self.conversation(conversation)
        return records.value(ProfilePicture.of(conversation))
    }

    // MARK: Requests

    package func inviteMany() throws -> Invitation {
        let now = now
        return try step { engine in
            let (invitation, output) = try engine.inviteMany(at: now)
            return (output, invitation)
        }
    }

    package var requests: [ClientEngine.RequestSummary] { currentEngine.requests }

    package func acceptRequest(_ id: String, name: String?) throws -> ConversationSummary {
        let now = now
        try step { (try $0.acceptRequest(id, name: name, at: now), ()) }
        return try conversation(id)
    }

    package func refuseRequest(_ id: String) throws {
        let now = now
        try step { (try $0.refuseRequest(id, at: now), ()) }
    }

    // MARK: Files

    package var transfers: [TransferSummary] { currentEngine.transfers }

    /// Milliseconds that a file of so many bytes takes to a contact who is there, if nothing else
    /// is to be said.
    package func estimate(forFileOf byteCount: Int) -> (rounds: Int, milliseconds: Int) {
        let rounds = ClientEngine.roundCount(forFileOf: byteCount)
        return (rounds, rounds * roundMilliseconds)
    }

    package var roundMilliseconds: Int {
        currentEngine.deployment.descriptor.parameters.roundMilliseconds
    }

    package func pauseFile(_ isPaused: Bool, _ sequence: UInt64, in conversation: String) throws {
        let now = now
        try step { (try $0.pauseFile(isPaused, sequence, in: conversation, at: now), ()) }
    }

    package func cancelFile(_ sequence: UInt64, in conversation: String) throws {
        let now = now
        try step { (try $0.cancelFile(sequence, in: conversation, at: now), ()) }
    }

    /// The bytes of a file that is complete, or an own one.
    package func file(
        of sequence: UInt64, in conversation: String
    ) throws -> (file: FileRecord, bytes: [UInt8]) {
        let message = try message(sequence, in: conversation)
        guard let file = message.file else { throw CommandError.noSuchMessage }
        guard file.state == .complete || message.from == nil else {
            throw CommandError.fileIncomplete
        }
        let parts = file.partKeys(in: conversation).map { records.value($0) ?? [] }
        let bytes = parts.flatMap { $0 }
        guard bytes.count == file.size else { throw CommandError.fileIncomplete }
        return (file, bytes)
    }

    // MARK: Messages

    package func message(_ sequence: UInt64, in conversation: String) throws -> MessageRecord {
        let key = MessageRecord.recordKey(conversation, sequence)
        guard let bytes = records.value(key), let message = try? MessageRecord(decoding: bytes)
        else { throw CommandError.noSuchMessage }
        return message
    }

    /// The place of a message, by place or by identifier.
    package func place(of pointer: String, in conversation: String) throws -> UInt64 {
        _ = try self.conversation(conversation)
        if pointer.count < 20, let sequence = UInt64(pointer) { return sequence }
        let entries = MessageIndex.entries(
            records.value(MessageIndex.key(conversation, pointer)) ?? [])
        guard let place = entries.first?.1 else { throw CommandError.noSuchMessage }
        return place
    }

    /// The message that another one answers, if it is here.
    package func quoted(by message: MessageRecord) -> MessageRecord? {
        guard let reference = message.quotation?.reference else { return nil }
        let entries = MessageIndex.entries(
            records.value(MessageIndex.key(message.conversation, reference.id)) ?? [])
        let place = entries.first { $0.0 == reference.author } ?? entries.first
        return place.flatMap { try? self.message($0.1, in: message.conversation) }
    }

    /// The last messages of a thread before a place, in order: a page upwards.
    @concurrent
    package nonisolated func messages(
        conversation: String, before sequence: UInt64, limit: Int
    ) async throws -> [MessageRecord] {
        _ = try await self.conversation(conversation)
        return try vault.messages(in: conversation, before: sequence, limit: limit)
    }

    /// Messages around a place, in order.
    @concurrent
    package nonisolated func messages(
        conversation: String, around sequence: UInt64, limit: Int
    ) async throws -> [MessageRecord] {
        let before = try vault.messages(
            in: conversation, before: sequence, limit: limit / 2)
        let rest = try vault.messages(
            in: conversation, after: sequence == 0 ? 0 : sequence - 1,
            limit: max(1, limit - before.count))
        return before + rest
    }

    /// Messages that came out of another messenger's export, in order of time.
    @concurrent
    package nonisolated func history(
        conversation: String, after sequence: UInt64, limit: Int
    ) async throws -> [MessageRecord] {
        try vault.pages(
            in: MessageRecord.historySpace(conversation), after: sequence, limit: limit)
    }

    /// Messages that the person keeps at hand.
    @concurrent
    package nonisolated func pinned(conversation: String) async throws -> [MessageRecord] {
        try vault.pages(in: conversation) { $0.isPinned == true }
    }
}
