extension ProposalList {
    /// What the list is validated against.
    struct Setting {
        let algorithms: Algorithms
        let tree: RatchetTree
        let committer: Sender
        /// Whether this is the commit that founds a re-initialised group or a branch.
        let isFounding: Bool
    }

    /// The rules of RFC 9420, section 12.2, that can be checked before anything is applied.
    func validate(in setting: Setting) throws(MLSError) {
        switch setting.committer {
        case .member(let committer): try validateRegular(committer, in: setting)
        case .newMemberCommit: try validateExternal()
        case .external, .newMemberProposal: throw MLSError(.senderType)
        }
        try validatePreSharedKeys(in: setting)
        for index in removes where setting.tree[leaf: index] == nil {
            throw MLSError(.unknownLeaf)
        }
    }

    private func validateRegular(
        _ committer: LeafIndex, in setting: Setting
    ) throws(MLSError) {
        guard externalInits.isEmpty else { throw MLSError(.externalInitFromMember) }
        for item in items {
            if case .update = item.proposal, item.sender.memberIndex == nil {
                throw MLSError(.updateNotFromMember)
            }
        }
        guard !updates.contains(where: { $0.index == committer }) else {
            throw MLSError(.committerUpdate)
        }
        guard !removes.contains(committer) else { throw MLSError(.committerRemoved) }
        let changed = updates.map(\.index) + removes
        guard Set(changed).count == changed.count else {
            throw MLSError(.severalChangesToOneLeaf)
        }
        guard groupContextExtensions.count <= 1 else {
            throw MLSError(.severalGroupContextExtensions)
        }
        if let reInit = reInits.first {
            guard items.count == 1 else { throw MLSError(.reInitNotAlone) }
            guard reInit.version.rawValue >= ProtocolVersion.mls10.rawValue else {
                throw MLSError(.reInitVersion)
            }
        }
        try validateAdds(in: setting)
        try validateSupport(in: setting)
    }

    private func validateAdds(in setting: Setting) throws(MLSError) {
        let keys = adds.map(\.leafNode.signatureKey)
        guard Set(keys).count == keys.count else { throw MLSError(.duplicateAdd) }
        guard !keys.isEmpty else { return }
        let removed = Set(removes)
        let remaining = Set(
            setting.tree.members.lazy.filter { !removed.contains($0.index) }
                .map(\.leaf.signatureKey))
        guard remaining.isDisjoint(with: keys) else { throw MLSError(.addOfMember) }
    }

    /// Members added or removed by the commit need not support its proposals.
    private func validateSupport(in setting: Setting) throws(MLSError) {
        let types = Set(items.map(\.proposal.type).filter { !$0.isDefault })
        guard !types.isEmpty else { return }
        let removed = Set(removes)
        for (index, leaf) in setting.tree.members where !removed.contains(index) {
            guard types.allSatisfy(leaf.capabilities.supports) else {
                throw MLSError(.unsupportedProposal)
            }
        }
    }

    private func validateExternal() throws(MLSError) {
        guard externalInits.count == 1 else { throw MLSError(.externalInitCount) }
        guard removes.count <= 1 else { throw MLSError(.externalCommitRemove) }
        for item in items {
            switch item.proposal {
            case .externalInit, .remove, .preSharedKey: continue
            default: throw MLSError(.externalCommitProposal)
            }
        }
    }

    private func validatePreSharedKeys(in setting: Setting) throws(MLSError) {
        let ids = preSharedKeyIDs
        guard Set(ids).count == ids.count else { throw MLSError(.duplicatePreSharedKey) }
        for id in ids {
            guard id.nonce.count == setting.algorithms.hashByteCount else {
                throw MLSError(.preSharedKeyNonce)
            }
            if let usage = id.usage, usage != .application, !setting.isFounding {
                throw MLSError(.preSharedKeyUsage)
            }
        }
    }
}
