/// Taking conversations out of the vault.
extension ClientEngine {
    /// - Throws: why a conversation cannot be forgotten.
    package func checkForgetting(_ id: String) throws(CommandError) {
        if try conversation(id).membership?.standing == .member { throw .leaveFirst }
    }

    /// What the vault holds of a conversation's thread, imported messages included.
    package static func spaces(of id: String) -> [(RecordKey.Collection, String)] {
        [id, MessageRecord.historySpace(id)].flatMap { space in
            [RecordKey.Collection.message, .index, .part].map { ($0, space) }
        }
    }

    /// Takes all that the vault holds of a conversation's thread out of it.
    private static func threadRemoval(of conversation: Conversation) -> [RecordChange] {
        conversation.expiring.removal(conversation.id)
            + spaces(of: conversation.id).map { .clear($0, $1) }
    }

    /// Takes all that the vault holds of a conversation out of it.
    static func removal(of conversation: Conversation) -> [RecordChange] {
        [
            .delete(conversation.recordKey), .delete(conversation.groupRecordKey),
        ] + threadRemoval(of: conversation)
    }

    /// Forgets a conversation with all that was in it; nobody is told.
    ///
    /// A group in which others are still to read that this account has left is only hidden, without
    /// its thread, until they have: what this account hands over would be lost otherwise.
    package mutating func forget(_ id: String, at now: Int64) throws(CommandError) -> ClientOutput {
        try checkForgetting(id)
        var conversation = try conversation(id)
        typing[id] = nil
        if openConversation == id { openConversation = nil }
        var output = ClientOutput()
        if conversation.isStillLeaving {
            output.changes = Self.threadRemoval(of: conversation)
            conversation.extras.isForgotten = true
            conversation.expiring = ExpiryBook()
            try keep(conversation, &output)
            output = withholdingForgotten(output)
        } else {
            conversations[id] = nil
            output.changes = Self.removal(of: conversation)
        }
        output.events.append(.notice(.forgotten(conversation: id)))
        return output
    }

    /// The person is added to a group again that it has forgotten.
    mutating func showAgain(_ id: String, _ title: String) {
        guard conversations[id]?.isForgotten == true else { return }
        conversations[id]?.extras.isForgotten = nil
        let others = conversations.values.filter { $0.id != id }
        conversations[id]?.name = ContactDirectory(others).unused(title, except: "")
    }

    /// Drops hidden groups in which nothing is left to say.
    mutating func dropForgotten(_ output: inout ClientOutput) {
        for conversation in conversations.values.sorted(by: { $0.id < $1.id })
        where conversation.isForgotten && !conversation.isStillLeaving {
            conversations[conversation.id] = nil
            output.changes += Self.removal(of: conversation)
        }
    }

    /// A step's output without what belongs to threads that the person has forgotten.
    ///
    /// The runtime passes each output through this before it stores and shows it.
    package func withholdingForgotten(_ output: ClientOutput) -> ClientOutput {
        let hidden = Set(conversations.values.filter(\.isForgotten).map(\.id))
        guard !hidden.isEmpty else { return output }
        var kept = output
        kept.events.removeAll { event in
            switch event {
            case .message(let message): hidden.contains(message.conversation)
            case .conversation(let summary): hidden.contains(summary.id)
            case .notice, .connected, .disconnected, .round: false
            }
        }
        kept.changes.removeAll { change in
            guard case .put(let key, _) = change else { return false }
            return [.message, .index, .part].contains(key.collection)
                && hidden.contains(String(key.key.prefix { $0 != "/" && $0 != ":" }))
        }
        return kept
    }
}

extension Conversation {
    var isForgotten: Bool { extras.isForgotten == true }

    /// The person has left the group, and somebody in it is still to read of that.
    var isStillLeaving: Bool {
        switch membership?.standing {
        case .leaving: true
        case .left: !channels.isEmpty
        case .joining, .member, nil: false
        }
    }
}
