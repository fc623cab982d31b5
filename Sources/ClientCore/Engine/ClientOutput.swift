/// What the engine wishes to happen. The runtime commits all ``changes`` in one transaction
/// first; if that fails it drops the new state of the engine together with the other outputs.
package struct ClientOutput: Sendable {
    package var changes: [RecordChange] = []
    /// Messages for the leader, to be sent at once: the handshake's, never a frame.
    package var messages: [[UInt8]] = []
    package var events: [ClientEvent] = []
    /// The connection is of no use any more: close it and connect again later.
    package var reconnect = false

    package init() {}
}
