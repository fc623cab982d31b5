package import ClientCore

/// `POST groups`.
package struct GroupRequest: Codable, Sendable {
    package var name: String
    /// Identifiers of conversations with contacts.
    package var contacts: [String]

    package init(name: String, contacts: [String]) {
        self.name = name
        self.contacts = contacts
    }
}

/// `PUT groups/{id}` and `PUT profile`.
package struct NameRequest: Codable, Sendable {
    package var name: String
    package init(name: String) { self.name = name }
}

/// `POST groups/{id}/members`.
package struct AddMembersRequest: Codable, Sendable {
    /// Identifiers of conversations with contacts.
    package var contacts: [String]
    package init(contacts: [String]) { self.contacts = contacts }
}

/// `PUT groups/{id}/members/{member}`.
package struct RoleRequest: Codable, Sendable {
    /// `administrator`.
    package var role: String
    package init(role: String) { self.role = role }
}

/// A member of a group.
package struct MemberBody: Codable, Sendable {
    package var id: String
    package var name: String
    /// `administrator`, `member`, or `invited` while its keys are on their way.
    package var role: String
    /// This account.
    package var own: Bool
    /// The conversation with this member, if it is a contact.
    package var contact: String?

    package init(_ member: GroupMemberSummary) {
        id = member.id
        name = member.name
        role = member.role.rawValue
        own = member.isSelf
        contact = member.contact
    }
}

/// `GET groups/{id}/members`.
package struct MembersBody: Codable, Sendable {
    package var members: [MemberBody]
}
