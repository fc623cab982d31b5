import Wire

/// What passes: signs of writing, and messages that disappear.
extension ClientEngine {
    /// Rounds for which one stroke of a key is told.
    static let typingRounds = 4

    /// The person is writing; told where the conversation allows it, for a few rounds.
    package mutating func noteTyping(in id: String) throws(CommandError) {
        let conversation = try conversation(id)
        guard conversation.extras.sendsTyping == true, conversation.phase == .active else { return }
        typing[id] = Self.typingRounds
    }

    mutating func letTypingPass() {
        typing = typing.compactMapValues { $0 > 1 ? $0 - 1 : nil }
    }

    /// Puts parts of files into their streams.
    mutating func feedTransfers() {
        for id in conversations.keys where conversations[id]?.extras.transfers != nil {
            conversations[id]?.feedTransfers(source.value)
        }
    }

    /// Takes out of the vault what is to disappear by now, as much as one step takes: changes say that
    /// there may be more.
    package mutating func expire(at now: Int64) -> ClientOutput {
        var output = ClientOutput()
        var touched: Set<String> = []
        let due = conversations.values.filter { $0.isExpiryDue(at: now) }
        for id in due.map(\.id).sorted() {
            change(id, at: now, &touched, &output) { $0.expire(&$1) }
        }
        // What cannot be encoded stays as it was, and is due again.
        try? store(touched, &output)
        return output
    }
}

extension Conversation {
    /// Somebody may hear of this account here: not who is blocked, nor who waits to be let in.
    var isHeard: Bool { extras.isBlocked != true && extras.request == nil }

    /// Who writes in a cell.
    func typist(_ cell: OpenedCell, _ turn: Turn) -> String? {
        guard cell.channel == newestEpoch else { return nil }
        guard isGroup else { return name }
        guard let member = channels[cell.channel]?.members[cell.leaf],
            let key = member.signatureKey
        else { return nil }
        let roster = (try? membership?.group?.roster()) ?? []
        return roster.first { $0.identityKey == Array(key) }.map { turn.name(of: $0) }
    }
}
