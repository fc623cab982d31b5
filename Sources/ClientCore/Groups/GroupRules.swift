import MLS
import Wire

/// Who may change what in a group: every member checks every commit, so that neither a server nor
/// a member brings anybody in unseen.
struct GroupRules {
    /// A commit that breaks the rules.
    struct Violation: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    let groupID: [UInt8]
    /// Before the commit.
    let profile: GroupProfile
    let roster: [RosterMember]
    /// Slots that there are.
    let capacity: Int

    private func member(at leaf: UInt32) throws -> RosterMember {
        guard let member = roster.first(where: { $0.leaf == leaf }) else {
            throw Violation("somebody who is no member")
        }
        return member
    }

    func isAdministrator(_ member: RosterMember) -> Bool {
        profile.administrators.contains(member.place)
    }

    // MARK: Proposals

    /// A proposal by itself, as its sender may make it.
    func check(_ proposals: [ReceivedProposal]) throws {
        for proposal in proposals {
            let author = try author(of: proposal.sender)
            switch proposal.proposal {
            case .add(let package): try checkAdd(package, by: author, among: proposals)
            case .remove(let index):
                let target = try member(at: index.rawValue)
                guard
                    isAdministrator(author) || target.place == author.place
                        || isReadmission(target, proposals)
                else { throw Violation("a removal by a member who may not") }
            case .update: break
            case .groupContextExtensions(let extensions):
                guard isAdministrator(author) else {
                    throw Violation("a change of the group by a member who may not")
                }
                _ = try GroupProfile(extensions: extensions)
            default: throw Violation("a proposal that no client makes")
            }
        }
    }

    func author(of sender: Sender) throws -> RosterMember {
        guard case .member(let index) = sender else { throw Violation("a sender from outside") }
        return try member(at: index.rawValue)
    }

    private func checkAdd(
        _ package: KeyPackage, by author: RosterMember, among proposals: [ReceivedProposal]
    ) throws {
        let added = try Self.place(package)
        let leaf = package.leafNode
        guard leaf.extensions.data(of: GroupProfile.groupExtensionType) == groupID,
            Set(GroupProfile.capabilities.extensions).isSubset(of: leaf.capabilities.extensions),
            package.encoded.count <= GroupProfile.keyPackageLimit
        else { throw Violation("a key package that is none for this group") }
        guard Int(added.place.slot) < capacity else { throw Violation("a slot that is none") }
        if let known = roster.first(where: { $0.place.slot == added.place.slot }) {
            guard known.place == added.place, known.identityKey == added.identityKey,
                isReadmission(known, proposals)
            else {
                throw Violation("a second member with the same slot")
            }
        } else {
            guard isAdministrator(author) else {
                throw Violation("an addition by a member who may not")
            }
        }
    }

    /// Somebody is removed and added again, with the same slot and the same identity.
    private func isReadmission(_ target: RosterMember, _ proposals: [ReceivedProposal]) -> Bool {
        let isRemoved = proposals.contains {
            if case .remove(let index) = $0.proposal {
                index.rawValue == target.leaf
            } else {
                false
            }
        }
        let isAdded = proposals.contains {
            guard case .add(let package) = $0.proposal, let added = try? Self.place(package) else {
                return false
            }
            return added.place == target.place && added.identityKey == target.identityKey
        }
        return isRemoved && isAdded
    }

    static func place(
        _ package: KeyPackage
    ) throws -> (place: PeerSlot, identityKey: [UInt8]) {
        guard case .basic(let identity) = package.leafNode.credential,
            let place = PeerSlot(identity: identity)
        else { throw Violation("a key package without a slot") }
        return (place, package.leafNode.signatureKey)
    }

    // MARK: Commits

    /// - Returns: what the commit does.
    /// - Throws: ``Violation`` when it does what nobody may, or its author may not.
    func check(_ commit: StagedCommit) throws -> [GroupChange] {
        let committer = try author(of: commit.committer)
        guard isAdministrator(committer) else {
            throw Violation("a commit by a member who may not")
        }
        guard commit.reInit == nil,
            commit.hasPath || RosterGroup.onlyAdds(commit.proposals.map(\.proposal))
        else {
            throw Violation("a commit that no client makes")
        }
        try check(commit.proposals)
        let after = try commit.members.map { try RosterMember($0) }
        let next = try GroupProfile(extensions: commit.groupContext.extensions)
        try checkRoster(after, next)
        try checkThatNobodyChanged(commit, after)
        return try changes(commit, after, next, by: committer)
    }

    private func checkRoster(_ after: [RosterMember], _ next: GroupProfile) throws {
        guard after.count <= GroupProfile.memberLimit else { throw Violation("too many members") }
        guard Set(after.map(\.place.slot)).count == after.count else {
            throw Violation("two members with the same slot")
        }
        guard after.contains(where: { $0.place == next.committer }),
            next.administrators.contains(next.committer)
        else { throw Violation("a group without a committer") }
    }

    /// Whoever stays keeps slot, identity and name.
    private func checkThatNobodyChanged(_ commit: StagedCommit, _ after: [RosterMember]) throws {
        let removed = Set(commit.removed.map(\.index.rawValue))
        for member in roster where !removed.contains(member.leaf) {
            guard after.contains(member) else {
                throw Violation("a member that changes who it is")
            }
        }
    }

    private func changes(
        _ commit: StagedCommit, _ after: [RosterMember], _ next: GroupProfile,
        by committer: RosterMember
    ) throws -> [GroupChange] {
        var changes: [GroupChange] = []
        var profileAuthor = committer
        for proposal in commit.proposals {
            let author = try author(of: proposal.sender)
            switch proposal.proposal {
            case .remove(let index):
                let target = try member(at: index.rawValue)
                if isReadmission(target, commit.proposals) {
                    changes.append(.readmitted(target))
                } else if target.place == author.place {
                    changes.append(.left(target))
                } else {
                    changes.append(.removed(target, by: author))
                }
            case .add(let package):
                let place = try Self.place(package).place
                guard !roster.contains(where: { $0.place == place }),
                    let added = after.first(where: { $0.place == place })
                else { continue }
                changes.append(.added(added, by: author))
                // Named before it came: nobody becomes an administrator unseen.
                if profile.administrators.contains(place), next.administrators.contains(place) {
                    changes.append(.promoted(added, by: author))
                }
            case .groupContextExtensions: profileAuthor = author
            default: break
            }
        }
        changes += profileChanges(next, after, by: profileAuthor)
        return changes.isEmpty ? [.keysChanged(by: committer)] : changes
    }

    private func profileChanges(
        _ next: GroupProfile, _ after: [RosterMember], by author: RosterMember
    ) -> [GroupChange] {
        var changes: [GroupChange] = []
        if next.name != profile.name { changes.append(.renamed(to: next.name, by: author)) }
        for member in after {
            let was = profile.administrators.contains(member.place)
            let isNow = next.administrators.contains(member.place)
            if isNow, !was { changes.append(.promoted(member, by: author)) }
            if was, !isNow { changes.append(.demoted(member, by: author)) }
        }
        if next.committer != profile.committer,
            let successor = after.first(where: { $0.place == next.committer })
        {
            changes.append(.handedOver(to: successor))
        }
        return changes
    }
}
