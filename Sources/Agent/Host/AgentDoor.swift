/// Where a request comes in.
enum AgentDoor: Sendable {
    /// The Unix socket, which the account's owner alone can open.
    case socket
    /// The loopback address, which every program of the machine and every web page reaches: a
    /// token lets in.
    case web
}
