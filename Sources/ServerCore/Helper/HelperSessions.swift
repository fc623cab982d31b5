import Wire

/// The helper's sessions, at most one a slot, and the nonces that openings must answer.
struct HelperSessions {
    private(set) var byNumber: [UInt64: HelperSession] = [:]
    private var numbersBySlot: [UInt32: UInt64] = [:]
    /// Oldest first.
    ///
    /// A nonce is taken out by the first opening that names it.
    private var nonces: [[UInt8]] = []
    private let nonceLimit: Int

    init(capacity: Int) { nonceLimit = min(capacity, 8_192) + 1_024 }

    subscript(number: UInt64) -> HelperSession? { byNumber[number] }

    mutating func remember(nonce: [UInt8]) {
        nonces.append(nonce)
        if nonces.count > nonceLimit { nonces.removeFirst(nonces.count - nonceLimit) }
    }

    /// Whether the nonce was drawn here and not answered yet; it is answered now.
    mutating func spend(nonce: [UInt8]) -> Bool {
        guard let index = nonces.firstIndex(of: nonce) else { return false }
        nonces.remove(at: index)
        return true
    }

    mutating func forgetNonces() { nonces = [] }

    /// A new session of a slot ends the old one.
    mutating func add(_ session: HelperSession, number: UInt64) {
        if let old = numbersBySlot[session.slot] { byNumber[old] = nil }
        byNumber[number] = session
        numbersBySlot[session.slot] = number
    }

    mutating func end(_ number: UInt64) {
        guard let session = byNumber.removeValue(forKey: number) else { return }
        numbersBySlot[session.slot] = nil
    }

    /// The slot is given back.
    mutating func end(slot: UInt32) {
        if let number = numbersBySlot[slot] { end(number) }
    }

    mutating func keep(only kept: Set<UInt64>) {
        for number in Array(byNumber.keys) where !kept.contains(number) { end(number) }
    }
}
