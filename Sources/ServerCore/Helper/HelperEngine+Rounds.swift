import Wire

// The helper's rounds. The order of the steps is what keeps roots and pads single-use: the mark is
// durable before anything is written, the write set is fixed before digests are told, and the round
// is taken out of the engine before it is evaluated.

extension HelperEngine {
    /// Checks a frame as it comes, so that the work is spread over the round.
    mutating func receiveFrame(_ bytes: [UInt8], session number: UInt64, at now: Int64) {
        guard let session = sessions[number] else { return }
        guard bytes.count >= 8 else { return }
        var reader = ByteReader(bytes)
        guard let value: UInt64 = try? reader.readInteger("round") else { return }
        let round = Round(rawValue: value)
        guard round > mark, ClockWindow.contains(round, at: now, parameters),
            !frames.contains(session: number, round: round)
        else { return }
        frames.insert(
            Self.check(bytes, session, number, layout), session: number, round: round)
    }

    private static func check(
        _ bytes: [UInt8], _ session: HelperSession, _ number: UInt64, _ layout: FrameLayout
    ) -> FrameBuffer.Verdict {
        guard let frame = try? ReceivedFrame(bytes, layout) else { return .refused(.malformed) }
        let tag = session.keys.frameTag(
            session: number, slot: session.slot,
            frameContent: frame.content)
        guard ConstantTime.equal(tag, Array(frame.helperTag)) else { return .refused(.badTag) }
        return .accepted(frame)
    }

    mutating func close(_ round: Round, sessions proposed: [UInt64], at now: Int64) {
        // Whatever was under way before is over: a round is never evaluated after a later one.
        dropRound()
        catchUpPlane.forget()
        guard round > mark else { return send(.roundRefused(round, .alreadyServed)) }
        guard ClockWindow.contains(round, at: now, parameters) else {
            outputs.append(.notice(.roundRefused(round, .clocksApart)))
            return send(.roundRefused(round, .clocksApart))
        }
        guard withStorage({ try $0.marks.raise(to: round) }) != nil else {
            return send(.roundRefused(round, .serverTrouble))
        }
        mark = round
        let (members, verdicts) = fixWriteSet(round, proposed)
        do {
            try database.openRound(round)
            try database.write(members)
        } catch {
            outputs.append(.notice(.storageTrouble("\(error)")))
            database.closeRound()
            return send(.roundRefused(round, .serverTrouble))
        }
        guard let digests = database.digests() else { return }
        current = HelperRound(round: round, members: members)
        send(.roundSet(round, verdicts: verdicts, digests))
    }

    /// The intersection of what the leader proposes and what this server accepts: one frame a
    /// session and one session a slot.
    private mutating func fixWriteSet(
        _ round: Round, _ proposed: [UInt64]
    ) -> ([WriteSetMember], [RefusalCode?]) {
        let received = frames.take(round)
        var taken: Set<UInt64> = []
        var members: [WriteSetMember] = []
        let verdicts = proposed.map { number -> RefusalCode? in
            guard let session = sessions[number] else { return .sessionEnded }
            guard taken.insert(number).inserted else { return .wrongRound }
            switch received[number] {
            case .accepted(let frame):
                members.append(
                    WriteSetMember(
                        session: number, slot: session.slot, frame: frame, keys: session.keys))
                return nil
            case .refused(let code): return code
            case nil: return .wrongRound
            }
        }
        return (members, verdicts)
    }

    mutating func evaluate(_ round: Round, _ digests: RoundDigests) {
        guard let current, current.round == round else {
            return send(.roundRefused(round, .outOfOrder))
        }
        guard database.digests() == digests else {
            dropRound()
            return send(.roundRefused(round, .digestsDiffer))
        }
        // From here on the round is gone: asked again, the helper refuses.
        self.current = nil
        defer { database.closeRound() }
        guard let answers = withStorage({ try $0.database.evaluate(current.members) }) else {
            return send(.roundRefused(round, .serverTrouble))
        }
        sendAnswers(round, current.members, answers)
    }

    private mutating func sendAnswers(
        _ round: Round, _ members: [WriteSetMember], _ answers: [UInt8]
    ) {
        let tableDigest = round.isBellRound(parameters) ? database.bellTableDigest : nil
        let size = identity.layout.retrievedByteCount(round)
        var entries: [UInt8] = []
        var first = 0
        for (index, member) in members.enumerated() {
            if entries.isEmpty {
                entries.reserveCapacity(
                    LinkMessage.chunkByteCount + size + SessionKeys.tagByteCount)
            }
            entries += answers[index * size..<(index + 1) * size]
            if let tableDigest {
                entries += member.keys.bellTableTag(round: round, tableDigest: tableDigest)
            }
            if entries.count >= LinkMessage.chunkByteCount {
                send(.answers(round, first: UInt32(first), entries: entries[...]))
                entries = []
                first = index + 1
            }
        }
        if !entries.isEmpty || members.isEmpty {
            send(.answers(round, first: UInt32(first), entries: entries[...]))
        }
    }

    mutating func dropRound() {
        current = nil
        database.closeRound()
    }
}
