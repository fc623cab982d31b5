import Client
import Glibc

/// The Unix socket on which an agent is spoken to: for its owner alone.
package enum AgentSocket {
    /// Removes what an agent that was killed has left.
    ///
    /// The caller holds the home's lock, so no other agent listens there.
    package static func prepare(_ path: String) {
        PrivateFile.remove(path)
        // The socket is made when the server binds it; this is how it comes out as 0600.
        umask(0o077)
    }
}
