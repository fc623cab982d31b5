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
    @concurrent
    package nonisolated func wholeThread(_ conversation: String) async throws -> [MessageRecord] {
        _ = try await self.conversation(conversation)
        return try vault.pages(in: MessageRecord.historySpace(conversation))
            + vault.pages(in: conversation)
    }

    /// Messages that are stored or deleted in one step.
    static let batchLength = 500

    /// Adds what another messenger exported to a conversation's history.
    ///
    /// In batches: whatever else the runtime has to do, above all the rounds, comes in between. What
    /// was stored before an error stays; the same export adds it no second time.
    /// - Returns: how many messages were new.
    package func importHistory(
        _ entries: [ClientEngine.ImportedMessage], into conversation: String
    ) async throws -> Int {
        var progress = ClientEngine.ImportProgress()
        var count = 0
        defer { if count > 0 { words.forget() } }
        for start in stride(from: 0, to: entries.count, by: Self.batchLength) {
            let batch = entries[start..<min(entries.count, start + Self.batchLength)]
            count += try step { engine in
                let (count, output) = try engine.importHistory(
                    batch, into: conversation, &progress)
                return (output, count)
            }
            await Task.yield()
        }
        return count
    }
}
