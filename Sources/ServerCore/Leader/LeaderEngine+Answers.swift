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
        current?.sums = own
        finishIfComplete()
    }

    private func entryByteCount(_ round: Round) -> Int {
        layout.retrievedByteCount(round)
            + (round.isBellRound(parameters) ? SessionKeys.tagByteCount : 0)
    }

    mutating func receiveAnswers(_ round: Round, first: UInt32, _ entries: ArraySlice<UInt8>) {
        guard isCurrent(round) else { return }
        guard isNext(first, entries) else { return wrongReply() }
        let sizes = (layout.retrievedByteCount(round), entryByteCount(round))
        current?.addHelperShare(entries, answerByteCount: sizes.0, entryByteCount: sizes.1)
        finishIfComplete()
    }

    /// Whether these are the answers that follow those that have come.
    private func isNext(_ first: UInt32, _ entries: ArraySlice<UInt8>) -> Bool {
        // The own share was computed when the round's evaluation began.
        guard let current, case .evaluating = current.stage, current.sums != nil else {
            return false
        }
        let size = entryByteCount(current.round)
        return Int(first) == current.answeredCount && entries.count % size == 0
            && current.answeredCount + entries.count / size <= current.members.count
    }

    private mutating func finishIfComplete() {
        guard var round = current, case .evaluating = round.stage,
            round.answeredCount == round.members.count, let sums = round.sums
        else { return }
        current = nil
        round.sums = nil
        defer { database.closeRound() }
        deliver(round, answers(round, sums))
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

    /// The round's answers; in bell rounds with both tags of each member.
    private func answers(_ round: LeaderRound, _ sums: [UInt8]) -> RoundAnswers {
        let size = layout.retrievedByteCount(round.round)
        guard round.round.isBellRound(parameters) else {
            return RoundAnswers(
                round: round.round, entryByteCount: size, retrieved: sums, bells: nil, tags: [])
        }
        let tableDigest = database.bellTableDigest
        let tagSize = SessionKeys.tagByteCount
        var tags: [UInt8] = []
        tags.reserveCapacity(round.members.count * RoundAnswers.tagsByteCount)
        for (index, member) in round.members.enumerated() {
            tags += member.keys.bellTableTag(round: round.round, tableDigest: tableDigest)
            tags += round.helperTags[index * tagSize..<(index + 1) * tagSize]
        }
        return RoundAnswers(
            round: round.round, entryByteCount: size, retrieved: sums, bells: database.bells,
            tags: tags)
    }
}
