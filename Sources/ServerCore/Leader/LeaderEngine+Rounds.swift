import Wire

// Frames and the closing of rounds. The clock alone moves this part.

extension LeaderEngine {
    func closeTime(_ round: Round) -> Int64 {
        round.start(parameters) + Int64(schedule.closeMilliseconds)
    }

    /// The round that takes frames at this time: the one under way or, once that is closed, the
    /// next one, for clients whose clocks run ahead.
    private func openRound(at now: Int64) -> Round {
        let round = Round(at: now, parameters)
        return now < closeTime(round) ? round : round.next
    }

    /// Closes what is due.
    mutating func advance(to now: Int64) {
        closeDue(at: now)
        let next = collecting.map(closeTime) ?? now
        quiet = now..<max(now, next)
    }

    private mutating func closeDue(at now: Int64) {
        guard let due = collecting else {
            collecting = openRound(at: now)
            return
        }
        checkClock(at: now)
        guard now >= closeTime(due) else {
            // The clock was set back. What was closed is not opened again: see close(_:at:).
            if openRound(at: now) < due { move(to: openRound(at: now)) }
            return
        }
        close(due, at: now)
        let next = openRound(at: now)
        // Rounds that went by unserved, as after a long pause of the machine.
        var skipped = due.next
        while skipped < next, next.rawValue - due.rawValue < 16 {
            deliverMissed(skipped)
            skipped = skipped.next
        }
        move(to: next)
    }

    private mutating func move(to round: Round) {
        collecting = round
        frames = [:]
    }

    private mutating func checkClock(at now: Int64) {
        let here = Round(at: now, parameters).rawValue
        let served = max(mark, helperMark).rawValue
        guard served > here, served - here > 2 else {
            saidClockBehind = false
            return
        }
        if !saidClockBehind {
            // A helper may claim any mark: the figure stays within range.
            let rounds = Int64(min(served - here, 1 << 40))
            notice(.clockBehind(milliseconds: rounds * Int64(parameters.roundMilliseconds)))
        }
        saidClockBehind = true
    }

    mutating func receiveFrame(_ bytes: ArraySlice<UInt8>, session number: UInt64, at now: Int64) {
        guard let session = sessions[number], let collecting else { return }
        guard let frame = try? ReceivedFrame(bytes, layout) else {
            return refuse(session.connection, .malformed)
        }
        // One frame a round, and never an older one: whoever sends it again replays it.
        guard frame.round > session.lastFrame else {
            return refuse(session.connection, .wrongRound)
        }
        guard frame.round <= collecting else {
            // The client's clock is ahead; it learns so and its session goes on.
            return send(.refused(.wrongRound), to: session.connection)
        }
        sessions[number]?.lastFrame = frame.round
        // A late frame's round was missed, as its client has been told or will be.
        guard frame.round == collecting, link == .ready, frame.round > mark,
            frame.round > helperMark
        else { return }
        frames[number] = frame
        outputs.append(
            .sendHelper(LinkMessageToHelper.encodedFrame(session: number, frame: bytes)))
    }

    private func isServable(_ round: Round) -> Bool { round > mark && round > helperMark }

    /// Closes a round: the helper is told which frames came.
    ///
    /// Without helper or frames, and for a round that may have been served before, everybody missed
    /// it.
    private mutating func close(_ round: Round, at now: Int64) {
        if current != nil { abandonRound("the helper took too long") }
        if let waitingSince, now - waitingSince > LeaderLimits.silenceMilliseconds {
            cutLink(.peerTrouble("the helper is silent"))
        }
        let ordered = sessionsInOrder
        let members = ordered.compactMap { number -> WriteSetMember? in
            guard let frame = frames[number], let session = sessions[number] else { return nil }
            return WriteSetMember(
                session: number, slot: session.slot, frame: frame, keys: session.keys)
        }
        guard link == .ready, isServable(round), !members.isEmpty else {
            return deliverMissed(round)
        }
        current = LeaderRound(round: round, sessions: ordered, members: members)
        if waitingSince == nil { waitingSince = now }
        sendHelper(.closeRound(round, sessions: members.map(\.session)))
    }

    /// Tells everybody with a session that a round went by.
    private mutating func deliverMissed(_ round: Round) {
        let message = LeaderMessage.missed(round).encoded
        let deliveries = sessionsInOrder.compactMap { number in
            sessions[number].map {
                LeaderOutput.Delivery(connection: $0.connection, message: message)
            }
        }
        if !deliveries.isEmpty { outputs.append(.sendTogether(deliveries)) }
    }

    /// All sessions' numbers in the order of their slots.
    private var sessionsInOrder: [UInt64] {
        // Numbers alone are sorted: sessions are many words, and there may be thousands.
        sessions.map { (slot: $0.value.slot, number: $0.key) }.sorted { $0.slot < $1.slot }
            .map(\.number)
    }

    /// Ends a round without answers.
    ///
    /// What its frames held goes out again with later ones.
    mutating func abandonRound(_ reason: String) {
        guard let round = current else { return }
        current = nil
        database.closeRound()
        notice(.roundAbandoned(round.round, reason))
        let message = LeaderMessage.missed(round.round).encoded
        let deliveries = round.sessions.compactMap { number in
            sessions[number].map {
                LeaderOutput.Delivery(connection: $0.connection, message: message)
            }
        }
        if !deliveries.isEmpty { outputs.append(.sendTogether(deliveries)) }
    }

    mutating func roundRefused(_ round: Round, _ reason: RoundRefusal) {
        guard current?.round == round else { return }
        notice(.roundRefused(round, reason))
        abandonRound("the helper refused it")
    }
}
