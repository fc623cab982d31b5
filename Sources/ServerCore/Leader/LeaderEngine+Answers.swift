import Wire

// Evaluation and the round's one message to everybody.

extension LeaderEngine {
    mutating func beginEvaluation(_ round: Round, _ digests: RoundDigests) {
        current?.stage = .evaluating
        sendHelper(.evaluate(round, digests))
    }

    /// Computes this server's share once the helper has been asked for its own.
    mutating func evaluateOwnShare() {
        guard let round = current, round.isOwnShareDue else { return }
        guard let own = withStorage({ try $0.database.evaluate(round.members) }) else {
            return abandonRound("this server could not compute answers")
        }
        current?.ownAnswers = own
        finishIfComplete()
    }

    private func entryByteCount(_ round: Round) -> Int {
        identity.layout.retrievedByteCount(round)
            + (round.isBellRound(parameters) ? SessionKeys.tagByteCount : 0)
    }

    mutating func receiveAnswers(_ round: Round, first: UInt32, _ entries: [UInt8]) {
        guard isCurrent(round), let members = current?.members.count,
            let received = current?.helperAnswers.count
        else { return }
        let size = entryByteCount(round)
        guard case .evaluating? = current?.stage,
            Int(first) * size == received, entries.count % size == 0,
            received + entries.count <= members * size
        else { return wrongReply() }
        if received == 0 { current?.helperAnswers.reserveCapacity(members * size) }
        current?.helperAnswers += entries
        finishIfComplete()
    }

    private mutating func finishIfComplete() {
        guard var round = current, case .evaluating = round.stage,
            let own = round.ownAnswers,
            round.helperAnswers.count == round.members.count * entryByteCount(round.round)
        else { return }
        // The sums take the place of the own share: nothing else may hold it.
        current = nil
        round.ownAnswers = nil
        defer { database.closeRound() }
        deliver(round, combine(round, own: own))
        askForRecords()
    }

    /// One message to every session that the round began with: its answer, the news that it missed
    /// the round, or why its frame was refused.
    private mutating func deliver(_ round: LeaderRound, _ answers: RoundAnswers) {
        let places = Dictionary(
            uniqueKeysWithValues: round.members.enumerated().map { ($1.session, $0) })
        let missed = LeaderMessage.missed(round.round).encoded
        var deliveries: [LeaderOutput.Delivery] = []
        deliveries.reserveCapacity(round.sessions.count)
        var refused: [ConnectionID] = []
        for number in round.sessions {
            guard let connection = sessions[number]?.connection else { continue }
            if let place = places[number] {
                deliveries.append(.init(connection: connection, answers: answers, member: place))
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

    /// Adds up both servers' shares; in bell rounds both tags of each member beside them.
    private func combine(_ round: LeaderRound, own: consuming [UInt8]) -> RoundAnswers {
        let size = entryByteCount(round.round)
        let answer = identity.layout.retrievedByteCount(round.round)
        var sums = own
        for member in round.members.indices {
            XOR.add(
                round.helperAnswers[member * size..<member * size + answer], to: &sums,
                at: member * answer)
        }
        guard round.round.isBellRound(parameters) else {
            return RoundAnswers(
                round: round.round, entryByteCount: answer, retrieved: sums, bells: nil, tags: [])
        }
        let tableDigest = database.bellTableDigest
        var tags: [UInt8] = []
        tags.reserveCapacity(round.members.count * RoundAnswers.tagsByteCount)
        for (index, member) in round.members.enumerated() {
            tags += member.keys.bellTableTag(round: round.round, tableDigest: tableDigest)
            tags += round.helperAnswers[index * size + answer..<(index + 1) * size]
        }
        return RoundAnswers(
            round: round.round, entryByteCount: answer, retrieved: sums, bells: database.bells,
            tags: tags)
    }
}
