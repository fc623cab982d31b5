import Wire

/// The round that the pacer is about to send in: which frame, and that it is only one.
struct PacedRound: Sendable {
    /// The last round that was decided, sent or let pass.
    ///
    /// Rounds only grow.
    private(set) var last: Round?
    private(set) var current: Round?
    private var cover: [UInt8] = []
    private var prepared: [UInt8]?

    /// The first round that is still to be prepared at this time.
    func next(at now: Int64, _ rhythm: some Rhythm, leadMilliseconds: Int64) -> Round {
        var round = rhythm.round(at: now)
        if let last, round <= last { round = last.next }
        while rhythm.sendTime(round) - leadMilliseconds < now { round = round.next }
        return round
    }

    /// The cover is made beforehand too, so that a frame that comes late delays nothing.
    mutating func begin(_ round: Round, cover: [UInt8]) {
        if let last, round <= last { return }
        current = round
        self.cover = cover
        prepared = nil
    }

    /// Takes the engine's frame for the current round; once, and not after it was decided.
    mutating func submit(_ frame: [UInt8], _ round: Round) -> Bool {
        // A frame of another size than its cover's would show: it is not sent.
        guard round == current, prepared == nil, frame.count == cover.count else { return false }
        prepared = frame
        return true
    }

    /// Decides the round: no other frame will be given for it.
    mutating func decide(_ round: Round) -> (frame: [UInt8], isPrepared: Bool)? {
        guard round == current else { return nil }
        defer {
            last = round
            current = nil
            cover = []
            prepared = nil
        }
        return (prepared ?? cover, prepared != nil)
    }
}
