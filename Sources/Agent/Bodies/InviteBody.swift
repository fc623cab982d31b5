package import ClientCore

/// A link that nobody has answered yet.
package struct InviteBody: Codable, Sendable, Equatable {
    package var conversation: String
    /// Empty for a link without a name.
    package var name: String
    package var link: String
    package var expiresAt: String
    package var reusable: Bool

    package init(_ invitation: Invitation, name: String) {
        conversation = invitation.conversation
        self.name = name
        link = invitation.link
        reusable = invitation.isReusable
        expiresAt = Timestamp.text(unixMilliseconds: Int64(clamping: invitation.expiresAt) * 1_000)
    }
}

/// `GET invites`.
package struct InvitesBody: Codable, Sendable { package var invites: [InviteBody] }
