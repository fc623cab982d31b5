/// Why a question to the agent was not answered.
package enum AgentClientError: Error, Sendable, Equatable, CustomStringConvertible {
    case notRunning
    /// The agent ended, or answered what no agent answers.
    case brokenOff
    case refused(ErrorBody.Content)

    package var description: String {
        switch self {
        case .notRunning: "no agent runs on this home: start one with 'moonless agent'"
        case .brokenOff: "the agent has ended"
        case .refused(let content): content.message
        }
    }
}
