/// The received proposals that can be committed together (RFC 9420, section 12.2).
///
/// Own updates become part of the path instead; a remove is preferred to an update, a later update
/// to an earlier one, and anything to a re-initialisation. What nobody could commit is left out, or
/// one member's proposal would spoil everybody's commits.
struct CommittableProposals {
    private let group: Group
    /// What the committer adds by value; it comes first wherever there is a choice.
    private let own: ProposalList
    /// The context's extensions after the commit, as far as the committer itself changes them.
    private let context: [Extension]
    private let remaining: [Member]
    private var touched: Set<LeafIndex>
    private var addedKeys: Set<[UInt8]>
    private var preSharedKeys: Set<PreSharedKeyID>
    private var hasExtensions: Bool

    init(_ group: Group, with own: [Proposal]) {
        self.group = group
        self.own = ProposalList(
            own.map {
                ReceivedProposal(
                    reference: [], sender: .member(group.ownIndex), proposal: $0)
            })
        context = self.own.groupContextExtensions.first ?? group.extensions
        let removed = ProposalList(group.proposals.map(\.received)).removes + self.own.removes
        let leaving = Set(removed).subtracting([group.ownIndex])
        remaining = group.members.filter { !leaving.contains($0.index) }
        touched = Set(self.own.removes + [group.ownIndex])
        addedKeys = Set(self.own.adds.map(\.leafNode.signatureKey))
        preSharedKeys = Set(self.own.preSharedKeyIDs)
        hasExtensions = !self.own.groupContextExtensions.isEmpty
    }

    /// The proposals to refer to, in the order in which they arrived.
    mutating func select() -> [CachedProposal] {
        guard own.reInits.isEmpty else { return [] }
        let removals = group.proposals.filter(\.isRemove)
        let others = group.proposals.filter { !$0.isRemove }
        var chosen: Set<[UInt8]> = []
        for cached in removals + others.reversed()
        where isPossible(cached.received) && take(cached.received) {
            chosen.insert(cached.received.reference)
        }
        if chosen.isEmpty, own.items.isEmpty {
            return group.proposals.filter(\.isReInit).suffix(1)
        }
        return group.proposals.filter { chosen.contains($0.received.reference) }
    }

    /// Whether a proposal goes with those taken before; it is counted if so.
    private mutating func take(_ received: ReceivedProposal) -> Bool {
        switch received.proposal {
        case .remove(let index):
            return touched.insert(index).inserted
        case .update:
            guard let index = received.sender.memberIndex else { return false }
            return touched.insert(index).inserted
        case .add(let package):
            return addedKeys.insert(package.leafNode.signatureKey).inserted
        case .preSharedKey(let id):
            return preSharedKeys.insert(id).inserted
        case .groupContextExtensions:
            defer { hasExtensions = true }
            return !hasExtensions
        case .custom:
            return true
        case .reInit, .externalInit:
            return false
        }
    }

    /// Whether a proposal can be committed in this epoch at all.
    private func isPossible(_ received: ReceivedProposal) -> Bool {
        switch received.proposal {
        case .add(let package):
            return isUsable(package.leafNode, among: remaining)
        case .update(let leaf):
            return isUsable(
                leaf, among: remaining.filter { $0.index != received.sender.memberIndex })
        case .groupContextExtensions(let list):
            return remaining.allSatisfy { (try? $0.leafNode.validate(against: list)) != nil }
        case .preSharedKey(let id):
            return group.preSharedKeys[id.kind] != nil
        case .custom(let type, _):
            return remaining.allSatisfy { $0.capabilities.supports(type) }
        case .remove, .reInit, .externalInit:
            return true
        }
    }

    private func isUsable(_ leaf: LeafNode, among others: [Member]) -> Bool {
        guard (try? leaf.validate(against: context)) != nil else { return false }
        return others.allSatisfy { other in
            other.signatureKey != leaf.signatureKey
                && other.leafNode.encryptionKey != leaf.encryptionKey
                && other.capabilities.credentials.contains(leaf.credential.type)
                && leaf.capabilities.credentials.contains(other.credential.type)
        }
    }
}

extension CachedProposal {
    fileprivate var isRemove: Bool {
        if case .remove = received.proposal { true } else { false }
    }

    fileprivate var isReInit: Bool {
        if case .reInit = received.proposal { true } else { false }
    }
}
