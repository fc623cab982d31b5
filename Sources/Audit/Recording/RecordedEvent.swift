/// One thing that a server, or a tap on its wire, saw live.
package struct RecordedEvent: Sendable, Equatable {
    /// Seen from the observer's side of the connection.
    package enum Direction: UInt8, Sendable {
        case incoming = 0
        case outgoing = 1
    }

    /// Microseconds since any fixed instant.
    package var microseconds: Int64
    /// The slot or connection, or -1 when the event belongs to none.
    package var slot: Int32
    package var byteCount: UInt32
    /// Which observer: an index into the recording's servers.
    package var server: UInt8
    /// What kind of event: an index into the recording's kinds.
    package var kind: UInt8
    package var direction: Direction
    /// The first 32 bits of a hash of the payload, or 0: only whether payloads repeat is used.
    package var digest: UInt32

    package init(
        microseconds: Int64, slot: Int32, byteCount: UInt32, server: UInt8, kind: UInt8,
        direction: Direction, digest: UInt32
    ) {
        self.microseconds = microseconds
        self.slot = slot
        self.byteCount = byteCount
        self.server = server
        self.kind = kind
        self.direction = direction
        self.digest = digest
    }
}
