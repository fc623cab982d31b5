import Wire

extension ClientEngine {
    /// Queues the word, to every contact, that this account is about to be deleted, and leaves every
    /// group: who has the slot after it could not come into a group in which this account still is.
    ///
    /// Once a conversation, however often it is asked for.
    package mutating func announceLeaving(at now: Int64) -> ClientOutput {
        var output = ClientOutput()
        var touched: Set<String> = []
        for id in conversations.keys.sorted() {
            if let group = try? leaveGroup(id, at: now) {
                output.append(group)
                continue
            }
            guard var conversation = conversations[id], conversation.phase == .active,
                !conversation.outgoing.contains(where: { $0.kind == .left })
            else { continue }
            var turn = turn(at: now)
            let record = conversation.appendRecord(
                id: Hexadecimal.encode(turn.random.bytes(MessageContent.idByteCount)),
                kind: .left, from: nil, text: "you have left", sentAt: now, state: .queued)
            conversation.outgoing.append(record)
            turn.output.record(record)
            guard (try? conversation.enqueue(record, &turn)) != nil else { continue }
            conversations[id] = conversation
            touched.insert(id)
            finish(turn, at: now, &touched, &output)
        }
        do {
            try store(touched, &output)
        } catch {
            preconditionFailure("a conversation encodes")
        }
        return output
    }

    /// How far the word has come.
    package var leavingProgress: LeavingProgress {
        var progress = LeavingProgress()
        progress.groups = conversations.values.count { $0.membership?.standing == .leaving }
        for conversation in conversations.values where conversation.phase == .active {
            progress.contacts += 1
            let waiting = conversation.outgoing.first { $0.kind == .left }
            if waiting?.state != .queued { progress.published += 1 }
            if waiting == nil { progress.delivered += 1 }
        }
        return progress
    }
}
