/// A client's connection to the leader, numbered by whoever accepts connections; never reused.
package struct ConnectionID: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}
