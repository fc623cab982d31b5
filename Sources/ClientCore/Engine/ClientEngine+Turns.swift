/// One conversation at a time: what it is given, what it brings, what the others do for it.
extension ClientEngine {
    /// - Parameter earlier: what this step has changed before.
    func turn(at now: Int64, after earlier: [RecordChange] = []) -> Turn {
        Turn(
            account: account, parameters: parameters, now: now,
            directory: ContactDirectory(conversations.values), source: source,
            earlier: earlier, random: random)
    }

    /// Lets one conversation take something up, then the others what follows for them.
    /// - Parameter body: whether the conversation has to be stored.
    mutating func change(
        _ id: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput, _ body: (inout Conversation, inout Turn) -> Bool
    ) {
        guard var conversation = conversations[id] else { return }
        var turn = turn(at: now, after: output.changes)
        let before = conversation.summary
        if body(&conversation, &turn) { touched.insert(id) }
        conversations[id] = conversation
        if conversation.summary != before {
            turn.output.events.append(.conversation(conversation.summary))
        }
        finish(turn, at: now, &touched, &output)
    }

    /// Keeps what a turn has brought, and does its errands.
    mutating func finish(
        _ turn: Turn, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        random = turn.random
        output.append(turn.output)
        for errand in turn.errands { perform(errand, at: now, &touched, &output) }
    }

    mutating func store(_ touched: Set<String>, _ output: inout ClientOutput) throws {
        for id in touched.sorted() {
            guard let changes = try conversations[id]?.changes() else { continue }
            output.changes += changes
        }
    }
}
