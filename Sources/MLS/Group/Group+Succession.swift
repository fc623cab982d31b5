extension Group {
    /// A new group that continues or branches off an old one, and its first commit.
    public struct Successor: Sendable {
        /// The new group at epoch 1; the commit is applied already, as there is nobody to accept it.
        public let group: Group
        /// The commit's Welcome is for the other members.
        public let bundle: CommitBundle
    }

    /// Creates the group that follows a re-initialised one (RFC 9420, section 11.2).
    ///
    /// `keyPackages` are fresh ones of all other members, for the new suite. Throws
    /// ``MLSError/Code/noReInit`` unless a commit has re-initialised this group, and
    /// ``MLSError/Code/reInitWelcome`` if a member is missing.
    public func reinitialise(
        keyPackages: [KeyPackage], signatureKey: SignaturePrivateKey,
        options: CommitOptions = CommitOptions()
    ) throws(MLSError) -> Successor {
        guard let reInit else { throw MLSError(.noReInit) }
        guard signatureKey.cipherSuite == reInit.cipherSuite else {
            throw MLSError(.unsupportedCipherSuite)
        }
        let successor = try found(
            groupID: reInit.groupID, extensions: reInit.extensions, keyPackages: keyPackages,
            signatureKey: signatureKey, usage: .reinit, options: options)
        try requireAllMembers(in: successor.group)
        return successor
    }

    /// Creates a group of some of this group's members (RFC 9420, section 11.3).
    ///
    /// `keyPackages` are fresh ones of those members. Throws ``MLSError/Code/branchWelcome`` if
    /// somebody is not a member of this group.
    public func branch(
        groupID: [UInt8], extensions: [Extension] = [], keyPackages: [KeyPackage],
        signatureKey: SignaturePrivateKey, options: CommitOptions = CommitOptions()
    ) throws(MLSError) -> Successor {
        try requireActive()
        guard signatureKey.cipherSuite == cipherSuite else {
            throw MLSError(.unsupportedCipherSuite)
        }
        let successor = try found(
            groupID: groupID, extensions: extensions, keyPackages: keyPackages,
            signatureKey: signatureKey, usage: .branch, options: options)
        try requireSubset(
            successor.group, of: state.tree.members.map(\.leaf.credential))
        return successor
    }

    /// Joins the group that continues this one or branches off it, as a Welcome invites to.
    ///
    /// Throws ``MLSError/Code/reInitWelcome`` or ``MLSError/Code/branchWelcome`` unless the new
    /// group is what RFC 9420, section 12.4.3.1, asks for.
    public func joinSuccessor(
        welcome: [UInt8], keyPackage: KeyPackageBundle, ratchetTree: [UInt8]? = nil
    ) throws(MLSError) -> Group {
        guard case .welcome(let body) = try MLSMessage(encoded: welcome).body else {
            throw MLSError(.unsupportedWireFormat)
        }
        let joining = try WelcomeJoining(
            welcome: body, bundle: keyPackage, preSharedKeys: preSharedKeys,
            configuration: configuration, isSuccession: true)
        guard case .resumption(let usage, let oldID, let oldEpoch)? = joining.succession?.kind,
            oldID == groupID
        else { throw MLSError(.preSharedKeyUsage) }
        let group = try joining.join(ratchetTree: ratchetTree)
        if usage == .reinit {
            guard group.epoch == 1, oldEpoch == epoch, follows(group) else {
                throw MLSError(.reInitWelcome)
            }
            try requireAllMembers(in: group)
        } else {
            guard group.epoch == 1, group.cipherSuite == cipherSuite else {
                throw MLSError(.branchWelcome)
            }
            try requireSubset(group, of: try credentials(inEpoch: oldEpoch))
        }
        return group
    }

    private func found(
        groupID: [UInt8], extensions: [Extension], keyPackages: [KeyPackage],
        signatureKey: SignaturePrivateKey, usage: PreSharedKeyID.ResumptionUsage,
        options: CommitOptions
    ) throws(MLSError) -> Successor {
        let leaf = try ownLeaf()
        var group = try Group.create(
            groupID: groupID, credential: leaf.credential, signatureKey: signatureKey,
            capabilities: leaf.capabilities, leafExtensions: leaf.extensions,
            extensions: extensions, preSharedKeys: preSharedKeys, configuration: configuration)
        let link = group.preSharedKeyProposal(
            .resumption(usage: usage, groupID: self.groupID, epoch: epoch))
        let bundle = try group.commit(
            keyPackages.map { .add($0) } + [link], options: options, isFounding: true)
        try group.applyPendingCommit()
        return Successor(group: group, bundle: bundle)
    }

    /// Whether a group has the parameters that this one was re-initialised with.
    private func follows(_ group: Group) -> Bool {
        guard let reInit else { return false }
        return group.groupID == reInit.groupID && group.cipherSuite == reInit.cipherSuite
            && group.groupContext.version == reInit.version
            && group.extensions == reInit.extensions
    }

    private func requireAllMembers(in group: Group) throws(MLSError) {
        let present = group.members.map(\.credential)
        for member in members where !isMatched(member.credential, by: present) {
            throw MLSError(.reInitWelcome)
        }
    }

    private func requireSubset(
        _ group: Group, of credentials: [Credential]
    ) throws(MLSError) {
        for member in group.members
        where !credentials.contains(where: { isMatched($0, by: [member.credential]) }) {
            throw MLSError(.branchWelcome)
        }
    }

    private func isMatched(_ old: Credential, by new: [Credential]) -> Bool {
        new.contains { configuration.credentials.accepts($0, replacing: old) }
    }

    private func credentials(inEpoch number: UInt64) throws(MLSError) -> [Credential] {
        if number == epoch { return state.tree.members.map(\.leaf.credential) }
        guard let past = pastEpochs.first(where: { $0.context.epoch == number }) else {
            throw MLSError(.branchWelcome)
        }
        return past.senders.values.map(\.credential)
    }
}
