extension Group {
    /// Makes a commit and keeps it pending (RFC 9420, section 12.4.1).
    ///
    /// The commit holds the proposals received in this epoch, unless the options say otherwise,
    /// and then `proposals`. It takes effect with ``applyPendingCommit()``, once the delivery
    /// service has accepted it. Throws if a commit is pending already or a rule is broken.
    public mutating func commit(
        _ proposals: [Proposal] = [], options: CommitOptions = CommitOptions()
    ) throws(MLSError) -> CommitBundle {
        try commit(proposals, options: options, isFounding: false)
    }

    mutating func commit(
        _ proposals: [Proposal], options: CommitOptions, isFounding: Bool
    ) throws(MLSError) -> CommitBundle {
        try requireActive()
        guard pending == nil else { throw MLSError(.pendingCommitExists) }
        var draft = try CommitDraft(
            group: self, proposals: proposals, options: options, isFounding: isFounding)
        try draft.makePath()
        let message = try draft.sign()
        let finished = try draft.finish(message)
        var copy = self
        let bytes = try copy.protect(finished.message)
        let staged = draft.staged(finished)
        let bundle = CommitBundle(
            commit: bytes, welcome: try draft.welcome(finished),
            groupInfo: try draft.groupInfo(finished), staged: staged)
        copy.pending = PendingCommit(message: bytes, staged: staged)
        self = copy
        return bundle
    }

    /// Begins the epoch of the pending commit; throws if there is none.
    public mutating func applyPendingCommit() throws(MLSError) {
        guard let pending else { throw MLSError(.noPendingCommit) }
        try apply(pending.staged)
    }

    /// Drops the pending commit, for example because another one was accepted.
    public mutating func clearPendingCommit() {
        pending = nil
    }

    /// Begins the epoch of a staged commit.
    ///
    /// Throws ``MLSError/Code/commitOfOtherState`` unless it was staged by this group in this
    /// epoch. What was decrypted in the meantime stays decrypted.
    public mutating func apply(_ staged: StagedCommit) throws(MLSError) {
        guard staged.parent == state.confirmationTag, status == .active else {
            throw MLSError(.commitOfOtherState)
        }
        proposals = []
        pendingUpdates = []
        pending = nil
        guard let next = staged.next else {
            status = .removed
            return
        }
        pastEpochs.insert(state.past, at: 0)
        let kept = max(0, configuration.pastEpochCount)
        if pastEpochs.count > kept { pastEpochs.removeLast(pastEpochs.count - kept) }
        state = next.state
        signatureKey = next.signatureKey
        if let reInit = staged.reInit { status = .suspended(reInit) }
        keepResumptionSecret()
    }
}
