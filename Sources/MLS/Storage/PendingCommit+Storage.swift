extension PendingCommit: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        message = try decoder.readOpaque()
        staged = try StagedCommit(from: &decoder)
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: message)
        staged.encode(into: &encoder)
    }

    /// Computes the tree hashes, which are not stored.
    package mutating func rehash(_ hash: HashAlgorithm) {
        self = PendingCommit(message: message, staged: staged.rehashed(hash))
    }
}

extension StagedCommit {
    /// Reads a stored commit of this member's own.
    init(from decoder: inout MLSDecoder) throws(MLSError) {
        committer = try decoder.read()
        committerIndex = try decoder.read()
        let items: [CachedProposal] = try decoder.readVector()
        proposals = items.map(\.received)
        added = try decoder.readVector()
        removed = try decoder.readVector()
        updated = try decoder.readVector()
        hasPath = try decoder.read(UInt8.self) != 0
        reInit = try decoder.readOptional()
        groupContext = try decoder.read()
        authenticatedData = try decoder.readOpaque()
        parent = try decoder.readOpaque()
        let state = try decoder.read(EpochState.self)
        let suite = state.context.cipherSuite
        next = NextEpoch(
            state: state,
            signatureKey: try SignaturePrivateKey(suite, secret: try decoder.read()))
        tree = state.tree
        epoch = groupContext.epoch
    }

    /// Appends the encoding, secrets included.
    func encode(into encoder: inout MLSEncoder) {
        encoder.write(committer)
        encoder.write(committerIndex)
        encoder.write(vector: proposals.map(CachedProposal.init))
        encoder.write(vector: added)
        encoder.write(vector: removed)
        encoder.write(vector: updated)
        encoder.write(UInt8(hasPath ? 1 : 0))
        encoder.write(optional: reInit)
        encoder.write(groupContext)
        encoder.write(opaque: authenticatedData)
        encoder.write(opaque: parent)
        if let next {
            encoder.write(next.state)
            encoder.write(next.signatureKey.secret)
        }
    }

    package func rehashed(_ hash: HashAlgorithm) -> StagedCommit {
        guard var state = next?.state, let key = next?.signatureKey else { return self }
        state.tree.rehash(hash)
        return StagedCommit(
            committer: committer, committerIndex: committerIndex, epoch: epoch,
            proposals: proposals, added: added, removed: removed, updated: updated,
            hasPath: hasPath, reInit: reInit, groupContext: groupContext,
            authenticatedData: authenticatedData, tree: state.tree,
            next: NextEpoch(state: state, signatureKey: key), parent: parent)
    }
}

extension Member: MLSCodable {
    /// Reads a stored entry.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        index = try decoder.read()
        leafNode = try decoder.read()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(index)
        encoder.write(leafNode)
    }
}
