/// Where the state of groups is kept between runs.
///
/// Saving must replace what was there, so that nothing of it can be read again: keys that were
/// used are gone from the new state, and must not survive in the old one.
public protocol GroupStorage {
    /// Puts `state` in place of what was kept for the group, durably, before it returns.
    mutating func save(_ state: [UInt8], groupID: [UInt8]) throws
    /// What is kept for the group, or nil.
    func load(groupID: [UInt8]) throws -> [UInt8]?
    /// Erases what is kept for the group.
    mutating func erase(groupID: [UInt8]) throws
}

/// Keeps states in memory, for tests and for short-lived groups.
public struct MemoryStorage: GroupStorage, Sendable {
    private var states: [[UInt8]: [UInt8]] = [:]

    /// Creates an empty storage.
    public init() {}

    /// Keeps the state.
    public mutating func save(_ state: [UInt8], groupID: [UInt8]) {
        states[groupID] = state
    }

    /// What is kept.
    public func load(groupID: [UInt8]) -> [UInt8]? {
        states[groupID]
    }

    /// Forgets the state.
    public mutating func erase(groupID: [UInt8]) {
        states[groupID] = nil
    }
}
