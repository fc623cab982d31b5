/// How far the contacts of an account that is to be deleted have been told.
package struct LeavingProgress: Sendable, Equatable {
    /// Contacts with whom there is a conversation.
    package var contacts = 0
    /// Those whose word of it has been in the own slot, where they find it as long as it is there.
    package var published = 0
    /// Those who have acknowledged it.
    package var delivered = 0
    /// Groups in which nobody has taken up yet that this account leaves.
    package var groups = 0

    package init(contacts: Int = 0, published: Int = 0, delivered: Int = 0, groups: Int = 0) {
        self.contacts = contacts
        self.published = published
        self.delivered = delivered
        self.groups = groups
    }

    /// Nobody is left to hear anything.
    package var isComplete: Bool { delivered >= contacts && groups == 0 }
}
