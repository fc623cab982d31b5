import FoundationEssentials

/// Messages that disappear, by this machine's clock alone.
extension Conversation {
    var expiryKey: RecordKey { RecordKey(.expiry, id) }

    /// Counts from now, or from reading.
    /// - Returns: when it disappears, if that is known.
    mutating func expect(
        _ message: MessageRecord, _ lifetime: Lifetime, _ turn: Turn
    ) -> Int64? {
        let isCounting = lifetime.start == .sending || message.from == nil
        let dueAt = isCounting ? turn.now + lifetime.milliseconds : nil
        expiring.append(
            Expiry(
                sequence: message.sequence, milliseconds: lifetime.milliseconds, dueAt: dueAt))
        return dueAt
    }

    /// What was read up to a place begins to count.
    mutating func countFromReading(upTo sequence: UInt64, _ turn: inout Turn) {
        for index in expiring.indices
        where expiring[index].dueAt == nil && expiring[index].sequence <= sequence {
            let due = turn.now + expiring[index].milliseconds
            expiring[index].dueAt = due
            if let message = message(at: expiring[index].sequence, turn) {
                amend(message, &turn) { $0.disappearsAt = due }
            }
        }
    }

    /// The earliest time at which something disappears.
    var nextExpiry: Int64? { expiring.compactMap(\.dueAt).min() }

    /// Takes out of the vault what is due.
    /// - Returns: whether there was anything.
    mutating func expire(_ turn: inout Turn) -> Bool {
        let due = expiring.filter { $0.dueAt.map { $0 <= turn.now } ?? false }
        guard !due.isEmpty else { return false }
        for expiry in due {
            if let message = message(at: expiry.sequence, turn) { remove(message, &turn) }
        }
        let gone = Set(due.map(\.sequence))
        expiring.removeAll { gone.contains($0.sequence) }
        return true
    }
}
