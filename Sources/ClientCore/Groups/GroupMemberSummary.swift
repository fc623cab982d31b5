/// A member of a group as lists show it.
package struct GroupMemberSummary: Sendable, Equatable, Codable {
    package enum Role: String, Sendable, Codable {
        case administrator, member
        /// About to come: its key package or its Welcome is on the way.
        case invited
    }

    /// The identity key in hexadecimal; of somebody who is about to come, the conversation with it.
    package var id: String
    /// The person's own name for a contact; with `~` before it what others call themselves.
    package var name: String
    package var role: Role
    package var isSelf: Bool
    /// The conversation with this member, if it is a contact.
    package var contact: String?
}
