extension ClientEngine {
    /// What is left of a restoration from a backup: tells the person, in each thread, and stores
    /// that the old keys are not used any more.
    mutating func takeUpRestoration(at now: Int64) -> ClientOutput {
        var output = ClientOutput()
        var touched: Set<String> = []
        for id in conversations.keys.sorted() {
            guard var conversation = conversations[id], conversation.isOvertaken(by: account)
            else { continue }
            conversation.takeUpRestoration(account, at: now, random: &random, &output)
            conversations[id] = conversation
            touched.insert(id)
            output.events.append(.conversation(conversation.summary))
        }
        do {
            try store(touched, &output)
        } catch {
            preconditionFailure("a conversation encodes")
        }
        return output
    }
}
