extension Group {
    /// Reads, decrypts and validates a message of this group.
    ///
    /// An application message is returned, a proposal is remembered, a commit is staged, to be
    /// looked at and then applied with ``apply(_:)`` or dropped. The own pending commit, when it
    /// comes back, is recognised. Keys that were used are gone from the state when this returns:
    /// store the state before anything of the message is shown.
    public mutating func process(_ bytes: [UInt8]) throws(MLSError) -> ProcessedMessage {
        let unverified = try UnverifiedMessage(bytes)
        if let pending, pending.message == bytes { return .commit(pending.staged) }
        let saved = state.secretTree
        let validated = try validate(unverified)
        do {
            return try process(validated)
        } catch {
            // Nothing came of the message, so its key was not used.
            if unverified.epoch == epoch { state.secretTree = saved }
            throw error
        }
    }

    /// Takes up a validated message of the current epoch, or an application message.
    public mutating func process(
        _ validated: ValidatedMessage
    ) throws(MLSError) -> ProcessedMessage {
        guard validated.content.groupID == groupID else { throw MLSError(.wrongGroup) }
        switch validated.content.body {
        case .application(let data):
            guard let sender = validated.sender.memberIndex,
                let generation = validated.generation, let credential = validated.credential
            else { throw MLSError(.senderType) }
            return .application(
                ApplicationMessage(
                    sender: sender, credential: credential, epoch: validated.content.epoch,
                    generation: generation,
                    authenticatedData: validated.content.authenticatedData, data: data))
        case .proposal(let proposal):
            return .proposal(try receive(proposal, validated))
        case .commit(let commit):
            return .commit(try stage(commit, validated))
        }
    }

    private mutating func receive(
        _ proposal: Proposal, _ validated: ValidatedMessage
    ) throws(MLSError) -> ReceivedProposal {
        guard validated.content.epoch == epoch else { throw MLSError(.wrongEpoch) }
        try validateAlone(
            proposal, from: validated.sender, now: configuration.receivedNow)
        let received = ReceivedProposal(
            reference: validated.authenticated.proposalReference(algorithms),
            sender: validated.sender, proposal: proposal)
        remember(received)
        return received
    }

    /// Computes what a commit would do, RFC 9420 section 12.4.2.
    private func stage(
        _ commit: Commit, _ validated: ValidatedMessage
    ) throws(MLSError) -> StagedCommit {
        try requireActive()
        guard validated.content.epoch == epoch else { throw MLSError(.wrongEpoch) }
        guard validated.sender != .member(ownIndex) else { throw MLSError(.ownMessage) }
        let list = try ProposalList(commit, committer: validated.sender, known: proposals)
        try list.validate(
            in: ProposalList.Setting(
                algorithms: algorithms, tree: state.tree, committer: validated.sender,
                isFounding: false))
        if commit.path == nil, list.requiresPath { throw MLSError(.pathRequired) }
        var staging = try CommitStaging(
            group: self, list: list, commit: commit, message: validated.authenticated)
        return try staging.stage()
    }
}
