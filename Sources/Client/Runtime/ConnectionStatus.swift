/// How the account stands with its servers.
package enum ConnectionStatus: Sendable, Equatable {
    case connecting
    /// A session with both servers is open.
    case connected
    /// Why not, and that it will be tried again.
    case waiting(reason: String)
}
