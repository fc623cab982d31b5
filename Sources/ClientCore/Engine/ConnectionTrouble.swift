package import Wire

/// Why there is no session just now.
package enum ConnectionTrouble: Sendable, Equatable, Error {
    /// The network or the leader is away.
    case unreachable
    case refused(RefusalCode)
    /// The leader sent what no leader sends.
    case protocolViolation(String)
    /// This machine's clock is off by so many milliseconds.
    case clock(offMilliseconds: Int64)
    /// Several rounds went by without an answer.
    case roundsMissed

    package var description: String {
        switch self {
        case .unreachable: "the leader cannot be reached"
        case .refused(let code): code.explanation
        case .protocolViolation(let what): "the leader broke the protocol: \(what)"
        case .clock(let off): "this machine's clock is off by \(off / 1_000) seconds: set it right"
        case .roundsMissed: "rounds go by without an answer"
        }
    }
}

extension RefusalCode {
    /// The refusal in words, with what to do.
    package var explanation: String {
        switch self {
        case .malformed: "the server could not read what this program sent"
        case .unknownVersion: "the server speaks another version: upgrade the older side"
        case .otherDeployment: "the server's deployment descriptor has changed: join again"
        case .unknownTicket: "the server does not know this ticket: ask for a new link"
        case .usedTicket: "this ticket has made an account already: ask for a new link"
        case .deploymentFull: "the deployment has no free slot"
        case .notYourSlot: "the slot is not this account's (any more)"
        case .helperUnavailable: "the leader cannot reach the helper; waiting"
        case .sessionEnded:
            "the session has ended: a server restarted, or another copy of this account took it"
        case .wrongRound: "the frame's round is not open"
        case .badTag: "the frame's tag was wrong"
        case .serverTrouble: "the server is in trouble of its own"
        case .staleOpening: "the session opening was too late"
        }
    }
}
