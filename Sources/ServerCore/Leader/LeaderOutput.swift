import Wire

/// What a leader wants done, in this order.
package enum LeaderOutput: Sendable, Equatable {
    /// A message for one connection.
    package struct Delivery: Sendable, Equatable {
        package enum Content: Sendable {
            case message([UInt8])
            /// A member of a round, by its number in the round's answers.
            case answer(RoundAnswers, member: Int)
        }

        package var connection: ConnectionID
        package var content: Content

        package init(connection: ConnectionID, message: [UInt8]) {
            self.connection = connection
            content = .message(message)
        }

        init(connection: ConnectionID, answers: RoundAnswers, member: Int) {
            self.connection = connection
            content = .answer(answers, member: member)
        }

        /// The message's type and body in one piece.
        package var message: [UInt8] {
            switch content {
            case .message(let message): message
            case .answer(let answers, let member): answers.message(member)
            }
        }

        package static func == (left: Delivery, right: Delivery) -> Bool {
            left.connection == right.connection && left.message == right.message
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
