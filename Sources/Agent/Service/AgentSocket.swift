import Client
import Glibc

/// The Unix socket on which an agent is spoken to: for its owner alone.
package enum AgentSocket {
    /// Removes what an agent that was killed has left.
    ///
    /// The caller holds the home's lock, so no other agent listens there.
    package static func prepare(_ path: String) {
        PrivateFile.remove(path)
        // The server makes the socket when it binds: others never get a chance.
        umask(0o077)
    }

    /// Takes away what a socket has no use for.
    package static func close(_ path: String) { chmod(path, 0o600) }
}
