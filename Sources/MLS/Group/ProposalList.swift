/// The proposals of one commit with their senders, in the commit's order.
struct ProposalList: Sendable {
    let items: [ReceivedProposal]

    /// The committed proposals, looked up; throws if one is not known.
    init(
        _ commit: Commit, committer: Sender, known: [CachedProposal]
    ) throws(MLSError) {
        var items: [ReceivedProposal] = []
        var seen: Set<[UInt8]> = []
        for entry in commit.proposals {
            switch entry {
            case .proposal(let proposal):
                items.append(
                    ReceivedProposal(reference: [], sender: committer, proposal: proposal))
            case .reference(let reference):
                guard committer.memberIndex != nil else {
                    throw MLSError(.externalCommitByReference)
                }
                guard seen.insert(reference).inserted else {
                    throw MLSError(.duplicateProposalReference)
                }
                guard let cached = known.first(where: { $0.received.reference == reference })
                else { throw MLSError(.unknownProposal) }
                items.append(cached.received)
            }
        }
        self.items = items
    }

    init(_ items: [ReceivedProposal]) {
        self.items = items
    }

    /// Whether a commit of these needs a path (RFC 9420, section 12.4).
    var requiresPath: Bool {
        items.isEmpty || items.contains { $0.proposal.requiresPath }
    }

    var updates: [(index: LeafIndex, leaf: LeafNode)] {
        items.compactMap { item in
            guard case .update(let leaf) = item.proposal, let index = item.sender.memberIndex
            else { return nil }
            return (index, leaf)
        }
    }

    var removes: [LeafIndex] {
        items.compactMap { if case .remove(let index) = $0.proposal { index } else { nil } }
    }

    var adds: [KeyPackage] {
        items.compactMap { if case .add(let package) = $0.proposal { package } else { nil } }
    }

    var preSharedKeyIDs: [PreSharedKeyID] {
        items.compactMap { if case .preSharedKey(let id) = $0.proposal { id } else { nil } }
    }

    var groupContextExtensions: [[Extension]] {
        items.compactMap {
            if case .groupContextExtensions(let list) = $0.proposal { list } else { nil }
        }
    }

    var externalInits: [[UInt8]] {
        items.compactMap {
            if case .externalInit(let kemOutput) = $0.proposal { kemOutput } else { nil }
        }
    }

    var reInits: [ReInit] {
        items.compactMap { if case .reInit(let reInit) = $0.proposal { reInit } else { nil } }
    }
}
