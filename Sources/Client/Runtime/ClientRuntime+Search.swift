package import ClientCore

/// Everything that was said, and what came from elsewhere.
extension ClientRuntime {
    /// Messages that hold all words of a query, the newest first.
    /// - Parameter conversation: only of this one.
    @concurrent
    package nonisolated func search(
        _ query: String, in conversation: String?, limit: Int
    ) async throws -> [MessageRecord] {
        let spaces = conversation.map { [$0, MessageRecord.historySpace($0)] }
        var hits = words.search(query, in: spaces, limit: limit)
        while hits == nil {
            try words.build(vault)
            hits = words.search(query, in: spaces, limit: limit)
            // Somebody else builds it.
            if hits == nil { try await Task.sleep(for: .milliseconds(50)) }
        }
        return (hits ?? []).compactMap { hit in
            vault.value(MessageRecord.recordKey(hit.space, hit.sequence))
                .flatMap { try? MessageRecord(decoding: $0) }
        }
    }

    /// All messages of a conversation, imported ones first.
    package func wholeThread(_ conversation: String) throws -> [MessageRecord] {
        _ = try self.conversation(conversation)
        return try records.messages(in: MessageRecord.historySpace(conversation))
            + records.messages(in: conversation)
    }

    /// Adds what another messenger exported to a conversation's history.
    /// - Returns: how many messages were new.
    package func importHistory(
        _ entries: [ClientEngine.ImportedMessage], into conversation: String
    ) throws -> Int {
        let count = try step { engine in
            let (count, output) = try engine.importHistory(entries, into: conversation)
            return (output, count)
        }
        if count > 0 { words.forget() }
        return count
    }
}
