import FoundationEssentials

/// Messages that disappear, by this machine's clock alone.
extension Conversation {
    /// Messages that begin to count, or disappear, in one step; the others follow in the next.
    static let expiryStep = 100

    /// Counts from now, or from reading.
    /// - Returns: when it disappears, if that is known.
    mutating func expect(
        _ message: MessageRecord, _ lifetime: Lifetime, _ turn: Turn
    ) -> Int64? {
        let isCounting = lifetime.start == .sending || message.from == nil
        let dueAt = isCounting ? turn.now + lifetime.milliseconds : nil
        expiring.add(
            Expiry(
                sequence: message.sequence, milliseconds: lifetime.milliseconds, dueAt: dueAt))
        return dueAt
    }

    /// What was read begins to count.
    mutating func countFromReading(_ turn: inout Turn) {
        for expiry in expiring.uncounted(upTo: readSequence, limit: Self.expiryStep) {
            let due = turn.now + expiry.milliseconds
            expiring.setDue(expiry.sequence, at: due)
            if let message = message(at: expiry.sequence, turn) {
                amend(message, &turn) { $0.disappearsAt = due }
            }
        }
    }

    /// Something is to disappear by now, or to begin to count.
    func isExpiryDue(at now: Int64) -> Bool {
        guard !expiring.isEmpty else { return false }
        return (expiring.next ?? .max) <= now
            || !expiring.uncounted(upTo: readSequence, limit: 1).isEmpty
    }

    /// Takes out of the vault what is due, as much as one step takes.
    /// - Returns: whether there was anything.
    mutating func expire(_ turn: inout Turn) -> Bool {
        guard isExpiryDue(at: turn.now) else { return false }
        countFromReading(&turn)
        for expiry in expiring.due(at: turn.now, limit: Self.expiryStep) {
            if let message = message(at: expiry.sequence, turn) {
                remove(message, &turn)
            } else {
                expiring.remove(expiry.sequence)
            }
        }
        return true
    }
}
