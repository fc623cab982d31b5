import NIOCore

/// An open connection as the engine's event loop holds it.
struct ClientLink: Sendable {
    let channel: any Channel
    /// Used on the connection's own event loop.
    let handler: NIOLoopBound<ClientHandler>
}
