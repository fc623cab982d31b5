/// A link that was made and that nobody has used yet.
package struct Invitation: Sendable, Equatable, Codable {
    /// The conversation's identifier, which the link will lead to.
    package var conversation: String
    package var link: String
    /// Unix time in seconds.
    package var expiresAt: UInt64
    /// Several people may use it; each asks to be let in.
    package var isReusable = false
}
