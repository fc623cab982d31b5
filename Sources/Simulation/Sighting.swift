/// One thing that leader or helper saw: everything about it but what only keys open.
package struct Sighting: Sendable, Equatable {
    package enum Server: UInt8, Sendable, CaseIterable { case leader, helper }

    /// Named in recordings by these words.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case connection, disconnection, opening, frame, answer, missed, message, link
    }

    /// Unix time in milliseconds, by the simulation's true clock.
    package var time: Int64
    package var server: Server
    package var kind: Kind
    /// The client whose slot or connection it belongs to; -1 for the link as a whole.
    package var client: Int
    package var byteCount: Int
    package var isIncoming: Bool
    /// A short hash of the cell in a frame, or of another message that came in; 0 if none.
    package var digest: UInt32
}
