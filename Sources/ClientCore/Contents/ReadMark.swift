/// How far somebody said to have read.
package struct ReadMark: Codable, Sendable, Equatable {
    package var reader: IdentityTag
    /// As the thread shows it.
    package var name: String
    /// Own messages up to this place.
    package var sequence: UInt64
}
