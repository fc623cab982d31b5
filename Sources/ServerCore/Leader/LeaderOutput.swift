/// What a leader wants done, in this order.
package enum LeaderOutput: Sendable, Equatable {
    /// A message's type and body for one connection.
    package struct Delivery: Sendable, Equatable {
        package var connection: ConnectionID
        package var message: [UInt8]

        package init(connection: ConnectionID, message: [UInt8]) {
            self.connection = connection
            self.message = message
        }
    }

    case send(ConnectionID, [UInt8])
    /// The end of a round: written to all first, then flushed together.
    case sendTogether([Delivery])
    /// Closes the connection once what was sent before is on its way.
    case disconnect(ConnectionID)
    case sendHelper([UInt8])
    /// Cuts the link; the shell connects again after a while.
    case disconnectHelper
    case notice(ServerNotice)
}
