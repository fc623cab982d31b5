/// From one epoch to the next: what committer and receivers compute alike.
package struct EpochTransition {
    package let algorithms: Algorithms
    /// The old epoch's context and transcript.
    package let old: GroupContext
    package let interimTranscriptHash: [UInt8]
    /// The tree of the new epoch, path included.
    package var tree: RatchetTree
    package let extensions: [Extension]

    /// The new epoch's context as far as it is known before the commit is signed; the path's
    /// secrets are encrypted under it (RFC 9420, section 12.4.1).
    ///
    /// Throws ``MLSError/Code/wrongEpoch`` if there is no next epoch: whoever founds a group may
    /// begin to count at the end.
    package mutating func provisionalContext() throws(MLSError) -> GroupContext {
        guard old.epoch < .max else { throw MLSError(.wrongEpoch) }
        tree.rehash(algorithms.hash)
        return GroupContext(
            cipherSuite: old.cipherSuite, groupID: old.groupID,
            epoch: old.epoch + 1, treeHash: tree.treeHash(algorithms.hash),
            confirmedTranscriptHash: old.confirmedTranscriptHash,
            extensions: extensions)
    }

    /// What contributes to the new epoch's secrets.
    package struct Inputs {
        package let initSecret: Secret
        package let commitSecret: Secret
        package let pskSecret: Secret
        package let privateKeys: TreePrivateKeys
    }

    /// The new epoch after a signed commit.
    package func finish(
        _ message: AuthenticatedContent, provisional: GroupContext, _ inputs: Inputs
    ) -> (state: EpochState, schedule: KeySchedule) {
        var context = provisional
        context.confirmedTranscriptHash = TranscriptHash.confirmed(
            interim: interimTranscriptHash, commit: message, algorithms.hash)
        let schedule = KeySchedule(
            initSecret: inputs.initSecret, commitSecret: inputs.commitSecret,
            pskSecret: inputs.pskSecret, context: context, algorithms)
        let (secrets, encryptionSecret) = schedule.epoch(context)
        var privateKeys = inputs.privateKeys
        privateKeys.prune(to: tree)
        let state = EpochState(
            context: context, tree: tree, privateKeys: privateKeys, secrets: secrets,
            encryptionSecret: encryptionSecret, algorithms)
        return (state, schedule)
    }
}
