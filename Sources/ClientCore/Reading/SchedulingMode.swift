/// How reads and own cells are shared among conversations.
package enum SchedulingMode: String, Codable, Sendable, CaseIterable {
    /// What rings and what is to be said goes first, an equal turn for each.
    ///
    /// Fast; contacts who measure delays learn when others are active.
    case fair
    /// Every conversation has a fixed share of the reads and of the own cells, whatever there is
    /// to read or to say.
    ///
    /// Slow; delays tell nothing of other conversations.
    case strict
}
