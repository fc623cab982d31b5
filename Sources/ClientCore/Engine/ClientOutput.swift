/// What the engine wishes to happen.
///
/// The runtime commits all ``changes`` in one transaction first; if that fails it drops the new
/// state of the engine together with the other outputs.
package struct ClientOutput: Sendable {
    package var changes: [RecordChange] = []
    /// Messages for the leader, to be sent at once: the handshake's, never a frame.
    package var messages: [[UInt8]] = []
    package var events: [ClientEvent] = []
    /// The connection is of no use any more: close it and connect again later.
    package var reconnect = false

    package init() {}

    /// What is left when the changes could not be stored: the connection's part.
    package var withoutChanges: ClientOutput {
        var output = ClientOutput()
        output.messages = messages
        output.reconnect = reconnect
        output.events = events.filter {
            switch $0 {
            case .connected, .disconnected, .round: true
            case .message, .conversation, .notice: false
            }
        }
        return output
    }

    mutating func append(_ other: ClientOutput) {
        changes += other.changes
        messages += other.messages
        events += other.events
        reconnect = reconnect || other.reconnect
    }

    /// Stores a message that is new, with its place under its identifier, and tells of it.
    mutating func record(new message: MessageRecord, earlier: [UInt8]?) {
        record(message)
        if let change = MessageIndex.adding(message, to: earlier) { changes.append(change) }
    }

    /// Stores a message and tells of it.
    mutating func record(_ message: MessageRecord) {
        if let change = try? message.change() { changes.append(change) }
        events.append(.message(message))
    }
}
