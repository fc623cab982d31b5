import Wire

/// Frames that came and whose round is not closed yet: one a session and round, the first.
struct FrameBuffer {
    /// A round, and the one after it whose clients' clocks run ahead; one more to spare.
    private static let roundLimit = 3
    private var frames: [Round: [UInt64: Verdict]] = [:]

    enum Verdict {
        case accepted(ReceivedFrame)
        case refused(RefusalCode)
    }

    func contains(session: UInt64, round: Round) -> Bool { frames[round]?[session] != nil }

    mutating func insert(_ verdict: Verdict, session: UInt64, round: Round) {
        guard frames[round] != nil || frames.count < Self.roundLimit else { return }
        frames[round, default: [:]][session] = verdict
    }

    /// Takes out a round's frames; those of earlier rounds are dropped.
    mutating func take(_ round: Round) -> [UInt64: Verdict] {
        defer { frames = frames.filter { $0.key > round } }
        return frames[round] ?? [:]
    }

    mutating func removeAll() { frames = [:] }
}
