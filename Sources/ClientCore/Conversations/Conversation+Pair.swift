import Crypto
import MLS
import Wire

/// A conversation of two, once they know each other.
extension Conversation {
    /// What the channel of the group's epoch consists of; nil before there is a group.
    func epochChannel() throws -> (
        epoch: UInt64, secret: SymmetricKey, ownLeaf: UInt32, members: [UInt32: Channel.Member]
    )? {
        if let group = membership?.group {
            return (
                group.epoch, try group.channelSecret(), group.ownLeaf,
                try group.channelMembers()
            )
        }
        guard let pair, let peer else { return nil }
        return (
            pair.epoch, try pair.channelSecret(), pair.ownLeaf,
            [1 - pair.ownLeaf: Channel.Member(peer)]
        )
    }

    /// Takes up one item of the contact's stream.
    ///
    /// Whatever fails leaves the conversation as it was: a peer must not bring it into a state in
    /// which the next own message fails.
    mutating func takePairItem(_ item: [UInt8], in epoch: UInt64, _ turn: inout Turn) {
        var copy = self
        var copyTurn = turn
        do {
            guard case .message(let message) = try StreamItem(item) else {
                throw PairGroup.UnexpectedMembers()
            }
            try copy.takePairMessage(message, in: epoch, &copyTurn)
            self = copy
            turn = copyTurn
        } catch {
            reportUnreadable(from: name, in: epoch, &turn)
        }
    }

    private mutating func takePairMessage(
        _ message: [UInt8], in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard let processed = try pair?.process(message) else { return }
        switch processed {
        case .application(let message):
            let member = channels[epoch]?.members.first
            takeContent(
                try MessageContent(message.data),
                from: Speaker(
                    name: name, tag: peerIdentityKey.map { IdentityTag(identityKey: $0) },
                    epoch: epoch, leaf: member?.key ?? 0, place: peer),
                &turn)
        case .proposal(let received): try takePairProposal(received.proposal, &turn)
        case .commit(let staged):
            try pair?.apply(staged)
            try openEpochChannel(&turn)
        }
    }

    /// Of all proposals only fresh keys of the peer are taken up, and by the committer at once.
    private mutating func takePairProposal(_ proposal: Proposal, _ turn: inout Turn) throws {
        guard case .update = proposal, pair?.ownLeaf == PairGroup.inviterLeaf else {
            throw PairGroup.UnexpectedMembers()
        }
        // Each makes an epoch, with a channel of its own: so many, and so often.
        guard epochs.count < Self.unfinishedLimit, !isFresh(extras.updateTakenAt, turn.now) else {
            pair?.dropProposals()
            return
        }
        extras.updateTakenAt = turn.now
        try changePairKeys(&turn)
    }

    private func isFresh(_ time: Int64?, _ now: Int64) -> Bool {
        time.map { (0..<Self.updatePatienceMilliseconds).contains(now - $0) } ?? false
    }

    // MARK: Fresh keys

    /// Time after which a member's keys are replaced when it next writes: what a thief of keys
    /// can read ends there (post-compromise security).
    static let keyLifetimeMilliseconds: Int64 = 24 * 3_600_000

    /// Epochs that a peer who is away, or who holds them open, has not finished.
    static let unfinishedLimit = 16
    /// Between two changes of keys that a peer may ask for.
    static let updatePatienceMilliseconds: Int64 = 3_600_000

    /// The committer commits, the other proposes.
    mutating func changePairKeysIfDue(_ turn: inout Turn) throws {
        guard let pair, turn.now - keysChangedAt > Self.keyLifetimeMilliseconds else { return }
        // One change at a time: the epochs before are finished first, but nobody puts it off for ever.
        // (A peer that acknowledges nothing does not make this account keep epochs without end.)
        let isOverdue =
            turn.now - keysChangedAt > 7 * Self.keyLifetimeMilliseconds
            && epochs.count < Self.unfinishedLimit
        guard isOverdue || epochs.dropLast().allSatisfy({ channels[$0]?.isFinished ?? true })
        else { return }
        if pair.ownLeaf == PairGroup.inviterLeaf {
            try changePairKeys(&turn)
        } else {
            var pair = pair
            let proposal = try pair.proposeUpdate()
            channels[pair.epoch]?.enqueue(StreamItem.message(proposal).encoded)
            self.pair = pair
            keysChangedAt = turn.now
        }
    }

    private mutating func changePairKeys(_ turn: inout Turn) throws {
        guard var pair else { return }
        let epoch = pair.epoch
        let commit = try pair.updateKeys()
        channels[epoch]?.enqueue(StreamItem.message(commit).encoded)
        self.pair = pair
        keysChangedAt = turn.now
        try openEpochChannel(&turn)
    }
}
