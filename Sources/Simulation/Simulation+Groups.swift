import ClientCore
import Wire

/// What people do with groups in a simulation.
extension Simulation {
    /// - Parameter contacts: the founder's conversations with those who come in.
    /// - Returns: the founder's conversation with the group.
    package func createGroup(
        _ name: String, by founder: Int, contacts: [String]
    ) throws -> String {
        var id = ""
        try command(founder) { engine throws(CommandError) in
            let (group, output) = try engine.createGroup(
                name: name, contacts: contacts, at: clock(founder))
            id = group.id
            return output
        }
        return id
    }

    package func add(_ contacts: [String], to group: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.addToGroup(group, contacts: contacts, at: clock(client))
        }
    }

    /// - Parameter member: by name, as this client knows it.
    package func remove(_ member: String, from group: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.removeFromGroup(
                group, member: try Self.member(member, group, engine), at: clock(client))
        }
    }

    /// - Parameter member: as lists of members give it.
    package func remove(id member: String, from group: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.removeFromGroup(group, member: member, at: clock(client))
        }
    }

    package func promote(_ member: String, in group: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.promote(
                group, member: try Self.member(member, group, engine), at: clock(client))
        }
    }

    package func rename(_ group: String, to name: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.renameGroup(group, to: name, at: clock(client))
        }
    }

    package func leave(_ group: String, by client: Int) throws {
        try command(client) { engine throws(CommandError) in
            try engine.leaveGroup(group, at: clock(client))
        }
    }

    /// A link into the group, and its acceptance.
    /// - Returns: the conversation of who accepts with who made the link.
    package func introduce(
        _ accepter: Int, to group: String, by client: Int
    ) throws -> String {
        var link = ""
        try command(client) { engine throws(CommandError) in
            let (invitation, output) = try engine.groupLink(group, at: clock(client))
            link = invitation.link
            return output
        }
        var id = ""
        try command(accepter) { engine throws(CommandError) in
            let (conversation, output) = try engine.accept(
                link: link, name: "client \(client)", at: clock(accepter))
            id = conversation.id
            return output
        }
        return id
    }

    /// The members' names as a client shows them, sorted.
    package func members(_ group: String, of client: Int) -> [String] {
        let members = try? clients[client].engine?.groupMembers(group)
        return (members ?? []).filter { $0.role != .invited }.map(\.name).sorted()
    }

    /// Those who are in the group as a client sees it.
    func memberIDs(_ group: String, of client: Int) -> [String] {
        let members = try? clients[client].engine?.groupMembers(group)
        return (members ?? []).filter { $0.role != .invited }.map(\.id).sorted()
    }

    func administers(_ group: String, _ client: Int) -> Bool {
        let members = try? clients[client].engine?.groupMembers(group)
        return members?.contains { $0.isSelf && $0.role == .administrator } == true
    }

    /// As lists of members give it.
    func identity(of client: Int) -> String? {
        clients[client].engine.map { Hexadecimal.encode($0.account.identityPublicKey) }
    }

    /// A client's conversation with the group of this name.
    package func group(_ name: String, of client: Int) -> String? {
        clients[client].engine?.contacts.first { $0.isGroup && $0.name == name }?.id
    }

    private static func member(
        _ name: String, _ group: String, _ engine: ClientEngine
    ) throws(CommandError) -> String {
        guard let member = try engine.groupMembers(group).first(where: { $0.name == name })
        else { throw .noSuchMember }
        return member.id
    }
}
