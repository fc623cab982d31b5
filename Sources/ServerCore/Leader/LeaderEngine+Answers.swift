import Wire

// Evaluation and the round's one message to everybody.

extension LeaderEngine {
    mutating func beginEvaluation(_ round: Round, _ digests: RoundDigests) {
        current?.stage = .evaluating(own: nil, helper: [])
        sendHelper(.evaluate(round, digests))
    }

    /// Computes this server's share once the helper has been asked for its own.
    mutating func evaluateOwnShare() {
        guard let round = current, case .evaluating(nil, let helper) = round.stage else { return }
        guard let own = withStorage({ try $0.database.evaluate(round.members) }) else {
            return abandonRound("this server could not compute answers")
        }
        current?.stage = .evaluating(own: own, helper: helper)
        finishIfComplete()
    }

    private func entryByteCount(_ round: Round) -> Int {
        identity.layout.retrievedByteCount(round)
            + (round.isBellRound(parameters) ? SessionKeys.tagByteCount : 0)
    }

    mutating func receiveAnswers(_ round: Round, first: UInt32, _ entries: [UInt8]) {
        guard isCurrent(round), let current else { return }
        let size = entryByteCount(round)
        guard case .evaluating(let own, let helper) = current.stage,
            Int(first) * size == helper.count, entries.count % size == 0,
            helper.count + entries.count <= current.members.count * size
        else { return wrongReply() }
        self.current?.stage = .evaluating(own: own, helper: helper + entries)
        finishIfComplete()
    }

    private mutating func finishIfComplete() {
        guard let round = current, case .evaluating(let own?, let helper) = round.stage,
            helper.count == round.members.count * entryByteCount(round.round)
        else { return }
        current = nil
        defer { database.closeRound() }
        deliver(round, own: own, helper: helper)
        askForRecords()
    }

    /// One message to every session that the round began with: its answer, the news that it missed
    /// the round, or why its frame was refused.
    private mutating func deliver(_ round: LeaderRound, own: [[UInt8]], helper: [UInt8]) {
        let answers = combine(round, own: own, helper: helper)
        let missed = LeaderMessage.missed(round.round).encoded
        var deliveries: [LeaderOutput.Delivery] = []
        var refused: [ConnectionID] = []
        for number in round.sessions {
            guard let connection = sessions[number]?.connection else { continue }
            if let answer = answers[number] {
                deliveries.append(.init(connection: connection, message: answer))
            } else if let code = round.refusals[number], code != .wrongRound {
                let message = LeaderMessage.refused(code).encoded
                deliveries.append(.init(connection: connection, message: message))
                refused.append(connection)
            } else {
                deliveries.append(.init(connection: connection, message: missed))
            }
        }
        outputs.append(.sendTogether(deliveries))
        for connection in refused {
            outputs.append(.disconnect(connection))
            disconnected(connection)
        }
    }

    private func combine(
        _ round: LeaderRound, own: [[UInt8]], helper: [UInt8]
    ) -> [UInt64: [UInt8]] {
        let size = entryByteCount(round.round)
        let isBellRound = round.round.isBellRound(parameters)
        let tableDigest = isBellRound ? database.bellTableDigest : []
        var answers: [UInt64: [UInt8]] = [:]
        for (index, member) in round.members.enumerated() {
            let entry = helper[index * size..<(index + 1) * size]
            var retrieved = own[index]
            XOR.add(entry.prefix(retrieved.count), to: &retrieved)
            let table =
                isBellRound
                ? RoundAnswer.BellTable(
                    bells: database.bells,
                    leaderTag: member.keys.bellTableTag(
                        round: round.round, tableDigest: tableDigest),
                    helperTag: Array(entry.suffix(SessionKeys.tagByteCount))) : nil
            let answer = RoundAnswer(
                round: round.round, retrieved: retrieved, bellTable: table)
            answers[member.session] = LeaderMessage.answer(answer.encoded).encoded
        }
        return answers
    }
}
