/// Sessions whose clients have not had the servers' records yet, in the order in which they opened.
///
/// Every session gets its records once, after the first rounds that are answered, a few sessions a
/// round: so the disk's work is spread when everybody comes back at once. Nothing in it depends on
/// what a client wants to know.
struct RecordQueue {
    /// Records that are read from the disk after a round.
    static let sessionsPerRound = 32

    private var waiting: [UInt64] = []
    private var asked: [UInt64] = []

    mutating func append(_ session: UInt64) { waiting.append(session) }

    /// The next sessions that still exist.
    mutating func next(where exists: (UInt64) -> Bool) -> [UInt64] {
        var chosen: [UInt64] = []
        var examined = 0
        for session in waiting {
            guard chosen.count < Self.sessionsPerRound else { break }
            examined += 1
            if exists(session) { chosen.append(session) }
        }
        waiting.removeFirst(examined)
        asked += chosen
        return chosen
    }

    mutating func done(_ session: UInt64) { asked.removeAll { $0 == session } }

    /// The helper's answers are lost: they are asked for again.
    mutating func linkLost() {
        waiting = asked + waiting
        asked = []
    }
}
