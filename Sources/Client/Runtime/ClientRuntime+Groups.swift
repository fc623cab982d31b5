package import ClientCore

/// What a person asks for in groups.
extension ClientRuntime {
    /// The groups among the conversations.
    package var groups: [ConversationSummary] { conversations.filter(\.isGroup) }

    /// - Parameter contacts: conversations with contacts.
    package func createGroup(name: String, contacts: [String]) throws -> ConversationSummary {
        let now = now
        return try step { engine in
            let (group, output) = try engine.createGroup(
                name: name, contacts: contacts, at: now)
            return (output, group)
        }
    }

    package func addToGroup(_ id: String, contacts: [String]) throws {
        let now = now
        try step { (try $0.addToGroup(id, contacts: contacts, at: now), ()) }
    }

    package func removeFromGroup(_ id: String, member: String) throws {
        let now = now
        try step { (try $0.removeFromGroup(id, member: member, at: now), ()) }
    }

    package func promote(_ id: String, member: String) throws {
        let now = now
        try step { (try $0.promote(id, member: member, at: now), ()) }
    }

    package func renameGroup(_ id: String, to name: String) throws {
        let now = now
        try step { (try $0.renameGroup(id, to: name, at: now), ()) }
    }

    package func leaveGroup(_ id: String) throws {
        let now = now
        try step { (try $0.leaveGroup(id, at: now), ()) }
    }

    package func groupLink(_ id: String) throws -> Invitation {
        let now = now
        return try step { engine in
            let (invitation, output) = try engine.groupLink(id, at: now)
            return (output, invitation)
        }
    }

    package func groupMembers(_ id: String) throws -> [GroupMemberSummary] {
        try currentEngine.groupMembers(id)
    }
}
