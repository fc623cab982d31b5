import FoundationEssentials
import Wire

/// What a person can do with groups.
extension ClientEngine {
    /// Makes a group and asks contacts for what is needed to add them.
    /// - Parameter contacts: conversations with contacts.
    package mutating func createGroup(
        name: String, contacts: [String], at now: Int64
    ) throws(CommandError) -> (group: ConversationSummary, output: ClientOutput) {
        guard let title = ContactName.checked(name) else { throw .badName }
        guard contacts.count < GroupProfile.memberLimit else {
            throw .groupFull(limit: GroupProfile.memberLimit)
        }
        for contact in contacts { _ = try activeContact(contact) }
        var conversation = try newConversation(title)
        conversation.isNamed = false
        var turn = turn(at: now)
        do {
            let group = try RosterGroup.found(account, name: title, random: &turn.random)
            conversation.membership = Membership(groupID: group.groupID, standing: .member)
            conversation.membership?.group = group
            conversation.keysChangedAt = now
            try conversation.openEpochChannel(&turn)
            try conversation.noteRoster(&turn)
            conversation.event("you made the group “\(title)”", &turn)
            for contact in contacts {
                try conversation.ask(
                    contact, key: turn.directory.identityKey(of: contact), &turn)
            }
        } catch {
            throw .cannotEncrypt
        }
        let output = try keep(conversation, turn, at: now)
        return (conversations[conversation.id]?.summary ?? conversation.summary, output)
    }

    package mutating func addToGroup(
        _ id: String, contacts: [String], at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let (group, rules) = try administeredGroup(id)
        let coming = group.membership?.wishes.count { !$0.isReady } ?? 0
        guard rules.roster.count + coming + contacts.count <= GroupProfile.memberLimit else {
            throw .groupFull(limit: GroupProfile.memberLimit)
        }
        for contact in contacts {
            let key = try activeContact(contact).peerIdentityKey
            guard !rules.roster.contains(where: { Data($0.identityKey) == key }),
                group.membership?.wishes.contains(where: { $0.isAddition(of: contact) }) == false
            else { throw .memberAlready }
        }
        return try changeGroup(id, at: now) { group, turn in
            for contact in contacts {
                try group.ask(contact, key: turn.directory.identityKey(of: contact), &turn)
            }
        }
    }

    /// - Parameter member: see ``GroupMemberSummary/id``.
    package mutating func removeFromGroup(
        _ id: String, member: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let (group, rules) = try administeredGroup(id)
        if let wish = group.membership?.wishes.firstIndex(where: { $0.isAddition(of: member) }) {
            // Not a member yet: nobody adds it any more.
            return try changeGroup(id, at: now) { group, _ in
                group.membership?.wishes.remove(at: wish)
            }
        }
        let target = try self.member(member, rules)
        guard target.place != account.peerSlot else {
            return try leaveGroup(id, at: now)
        }
        return try changeGroup(id, at: now) { group, turn in
            try group.wish(.remove(target.place), &turn)
        }
    }

    package mutating func promote(
        _ id: String, member: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let (_, rules) = try administeredGroup(id)
        let target = try self.member(member, rules)
        guard !rules.isAdministrator(target) else { return ClientOutput() }
        return try changeGroup(id, at: now) { group, turn in
            try group.wish(.promote(target.place), &turn)
        }
    }

    package mutating func renameGroup(
        _ id: String, to name: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let (_, rules) = try administeredGroup(id)
        guard let title = ContactName.checked(name) else { throw .badName }
        guard title != rules.profile.name else { return ClientOutput() }
        return try changeGroup(id, at: now) { group, turn in
            group.membership?.wishes.removeAll {
                if case .rename = $0.kind { true } else { false }
            }
            try group.wish(.rename(title), &turn)
        }
    }

    /// The person is out at once; the others see it when the committer has committed it.
    package mutating func leaveGroup(
        _ id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let group = try conversation(id)
        guard let membership = group.membership else { throw .noSuchGroup }
        switch membership.standing {
        case .left, .leaving: throw .notInGroup
        case .joining:
            return try changeGroup(id, at: now) { group, _ in
                // Whoever adds this account may do so still: it leaves as soon as it is in.
                group.membership?.standing = .leaving
            }
        case .member:
            return try changeGroup(id, at: now) { group, turn in
                // Whoever said it counts it as delivered.
                group.takeAside(&turn)
                group.takeWaitingWords(&turn) { _ in true }
                group.event("you left the group", &turn)
                group.membership?.wishes = []
                group.membership?.standing = .leaving
                try group.wish(.leave, &turn)
            }
        }
    }

    /// A single-use link: who accepts it becomes a contact and is added to the group.
    package mutating func groupLink(
        _ id: String, at now: Int64
    ) throws(CommandError) -> (invitation: Invitation, output: ClientOutput) {
        _ = try administeredGroup(id)
        let (invitation, made) = try invite(name: nil, at: now)
        guard var contact = conversations[invitation.conversation] else { throw .noSuchInvite }
        contact.invite?.group = id
        var output = made
        try keep(contact, &output)
        return (invitation, output)
    }

    /// The members, this account first, then by name; after them those who are about to come.
    package func groupMembers(_ id: String) throws(CommandError) -> [GroupMemberSummary] {
        let conversation = try conversation(id)
        guard let membership = conversation.membership else { throw .noSuchGroup }
        guard let group = membership.group, let roster = try? group.roster(),
            let profile = try? group.profile()
        else { return [] }
        let turn = turn(at: 0)
        let members = roster.map { member in
            GroupMemberSummary(
                id: Hexadecimal.encode(member.identityKey), name: turn.name(of: member),
                role: profile.administrators.contains(member.place) ? .administrator : .member,
                isSelf: member.leaf == group.ownLeaf,
                contact: turn.directory.contact(member.identityKey))
        }
        let coming = membership.wishes.compactMap { wish -> GroupMemberSummary? in
            guard case .add(let contact, let key, _) = wish.kind else { return nil }
            return GroupMemberSummary(
                id: contact, name: turn.directory.name(of: Array(key)) ?? contact, role: .invited,
                isSelf: false, contact: contact)
        }
        return members.sorted { ($0.isSelf ? 0 : 1, $0.name) < ($1.isSelf ? 0 : 1, $1.name) }
            + coming.sorted { $0.name < $1.name }
    }

    // MARK: Inside

    private func activeContact(_ id: String) throws(CommandError) -> Conversation {
        let conversation = try conversation(id)
        guard conversation.pair != nil else { throw .notYetIntroduced }
        return conversation
    }

    private func administeredGroup(
        _ id: String
    ) throws(CommandError) -> (conversation: Conversation, rules: GroupRules) {
        let conversation = try conversation(id)
        guard let membership = conversation.membership else { throw .noSuchGroup }
        guard membership.standing == .member, let group = membership.group,
            let rules = try? group.rules(capacity: parameters.capacity)
        else { throw .notInGroup }
        guard rules.profile.administrators.contains(account.peerSlot) else {
            throw .notAdministrator
        }
        return (conversation, rules)
    }

    private func member(
        _ id: String, _ rules: GroupRules
    ) throws(CommandError) -> RosterMember {
        guard let member = rules.roster.first(where: { Hexadecimal.encode($0.identityKey) == id })
        else { throw .noSuchMember }
        return member
    }

    private mutating func changeGroup(
        _ id: String, at now: Int64, _ body: (inout Conversation, inout Turn) throws -> Void
    ) throws(CommandError) -> ClientOutput {
        var group = try conversation(id)
        var turn = turn(at: now)
        do {
            try body(&group, &turn)
        } catch {
            throw .cannotEncrypt
        }
        return try keep(group, turn, at: now)
    }
}
