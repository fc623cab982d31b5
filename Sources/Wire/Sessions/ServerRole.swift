/// The two servers of a deployment, by the terms of IETF DAP.
package enum ServerRole: String, Sendable, CaseIterable {
    case leader
    case helper

    /// The server's index in the distributed point function.
    package var shareIndex: Int { self == .leader ? 0 : 1 }
}
