extension ClientEngine {
    /// What is left of a restoration from a backup: tells the person, in each thread, and stores
    /// that the old keys are not used any more.
    mutating func takeUpRestoration(at now: Int64) -> ClientOutput {
        var output = ClientOutput()
        var touched: Set<String> = []
        for id in conversations.keys.sorted() {
            guard var conversation = conversations[id], conversation.isOvertaken(by: account)
            else { continue }
            var turn = turn(at: now)
            conversation.takeUpRestoration(&turn)
            conversations[id] = conversation
            touched.insert(id)
            turn.output.events.append(.conversation(conversation.summary))
            finish(turn, at: now, &touched, &output)
        }
        // What cannot be stored is taken up again at the next start.
        try? store(touched, &output)
        return output
    }
}
