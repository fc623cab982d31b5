/// `GET session`: how the account stands, before anything else can be asked.
package struct SessionBody: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable {
        /// No account lives in this home.
        case none
        /// Its vault is closed.
        case locked
        case open
    }

    package enum Opener: String, Codable, Sendable { case passphrase, keyFile }

    package struct Web: Codable, Sendable, Equatable {
        package var port: Int
        /// Tokens that were handed out and not withdrawn.
        package var browsers: Int
    }

    package var state: State
    /// The page is closed to everybody who does not know the passphrase; the account goes on.
    package var screenLocked: Bool
    /// The account's own name, when it is open.
    package var name: String?
    /// What opens the account, if there is one.
    package var opensBy: Opener?
    package var version = AgentVersion.current
    /// Absent when no page is served.
    package var web: Web?

    package init(state: State, screenLocked: Bool) {
        self.state = state
        self.screenLocked = screenLocked
    }
}
