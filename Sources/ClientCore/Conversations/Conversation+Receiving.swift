import Crypto
import FoundationEssentials
import MLS
import Wire

extension Conversation {
    /// Opens a cell with the keys of this conversation's members who own the slot.
    func openCell(
        _ cell: [UInt8], of slot: UInt32, _ round: Round, _ parameters: DeploymentParameters,
        deployment: [UInt8]
    ) -> (epoch: UInt64, leaf: UInt32, payload: CellPayload)? {
        let plane = round.plane(parameters)
        for (epoch, channel) in channels.sorted(by: { $0.key > $1.key }) {
            for (leaf, member) in channel.members where member.slot == slot {
                let place = CellKey.Place(
                    deployment: deployment, slot: slot, generation: member.generation,
                    plane: UInt32(plane))
                // A cell says when it was written; one from the future, or of another plane, is
                // none of a client that keeps to the protocol.
                guard let bytes = channel.key(of: leaf).open(cell, at: place),
                    let payload = try? CellPayload(bytes), payload.round <= round,
                    payload.round.plane(parameters) == plane
                else { continue }
                return (epoch, leaf, payload)
            }
        }
        return nil
    }

    /// Takes up what a cell of the peer holds.
    /// - Returns: whether the conversation has to be stored.
    mutating func take(
        _ payload: CellPayload, from leaf: UInt32, in epoch: UInt64, _ account: Account,
        at now: Int64, random: inout RandomSource, _ output: inout ClientOutput
    ) -> Bool {
        guard heldByteCount <= 2 * IncomingStream.itemLimit,
            var receipt = channels[epoch]?.receive(payload, from: leaf)
        else { return false }
        if knock?.isAnswered == false {
            knock?.isAnswered = true
            receipt.changed = true
        }
        if !wasRestored, channels.values.contains(where: { $0.isAheadOfUs(payload) }) {
            wasRestored = true
            receipt.changed = true
            event(
                "\(name) has more of this conversation than this account: it was restored from an "
                    + "older copy. What you write may not arrive; invite each other again",
                at: now, &output)
        }
        if !wasRestored, let delivered = acknowledge(payload, from: leaf) {
            receipt.changed = true
            for record in setState(.delivered, of: delivered) { output.record(record) }
        }
        if !receipt.items.isEmpty {
            held[epoch, default: []] += receipt.items.map { Data($0) }
            takeHeldItems(account, at: now, random: &random, &output)
        }
        if closeFinishedChannels() { receipt.changed = true }
        return receipt.changed
    }

    /// Takes items up in the order in which they were said, epoch by epoch.
    private mutating func takeHeldItems(
        _ account: Account, at now: Int64, random: inout RandomSource,
        _ output: inout ClientOutput
    ) {
        while let epoch = held.keys.filter({ held[$0]?.isEmpty == false }).min(),
            let item = held[epoch]?.first
        {
            if startedEpochs.contains(epoch), !arePeerStreamsComplete(before: epoch) { return }
            held[epoch]?.removeFirst()
            if epoch == ChannelID.introduction {
                takeIntroduction(Array(item), account, at: now, random: &random, &output)
            } else {
                takeMessage(Array(item), in: epoch, at: now, random: &random, &output)
            }
        }
    }

    private func arePeerStreamsComplete(before epoch: UInt64) -> Bool {
        channels.keys.filter { $0 < epoch }.allSatisfy { isPeerStreamComplete($0) }
    }

    // MARK: Messages

    /// Takes up one MLS message.
    ///
    /// Whatever fails leaves the conversation as it was: a peer must not bring it into a state in
    /// which the next own message fails.
    mutating func takeMessage(
        _ item: [UInt8], in epoch: UInt64, at now: Int64, random: inout RandomSource,
        _ output: inout ClientOutput
    ) {
        var copy = self
        do {
            guard let processed = try copy.group?.process(item) else { return }
            switch processed {
            case .application(let message):
                let content = try MessageContent(message.data)
                try copy.takeContent(content, in: epoch, at: now, &output)
            case .proposal(let received):
                try copy.takeProposal(received.proposal, at: now, random: &random)
            case .commit(let staged):
                try copy.group?.apply(staged)
                try copy.openEpochChannel(random: &random)
            }
            self = copy
        } catch {
            group?.dropProposals()
            guard !unreadableEpochs.contains(epoch) else { return }
            // Once an epoch: nobody floods the thread with what cannot be read.
            unreadableEpochs.insert(epoch)
            event("a message of \(name) could not be read", at: now, &output)
        }
    }

    /// Of all proposals only fresh keys of the peer are taken up, and by the committer at once.
    private mutating func takeProposal(
        _ proposal: Proposal, at now: Int64, random: inout RandomSource
    ) throws {
        guard case .update = proposal, group?.ownLeaf == PairGroup.inviterLeaf else {
            throw PairGroup.UnexpectedMembers()
        }
        try changeKeys(at: now, random: &random)
    }

    private mutating func takeContent(
        _ content: MessageContent, in epoch: UInt64, at now: Int64,
        _ output: inout ClientOutput
    ) throws {
        switch content {
        case .text(let id, let sentAt, let text):
            output.record(
                appendRecord(
                    id: Hexadecimal.encode(id), kind: .text, from: name, text: text,
                    sentAt: sentAt, state: .received))
        case .epochStart(let previousEnd):
            startedEpochs.insert(epoch)
            guard let previous = channels.keys.filter({ $0 < epoch }).max(),
                previous != ChannelID.introduction
            else { return }
            let arrived = channels[previous]?.members.values.map(\.stream.next).max() ?? 0
            guard previousEnd <= arrived + UInt64(IncomingStream.itemLimit) else {
                throw PairGroup.UnexpectedMembers()
            }
            peerStreamEnds[previous] = previousEnd
        case .left(let id, let sentAt):
            output.record(
                appendRecord(
                    id: Hexadecimal.encode(id), kind: .left, from: name,
                    text: "\(name) has left", sentAt: sentAt, state: .received))
        case .unknown(let id, let sentAt, let kind):
            output.record(
                appendRecord(
                    id: Hexadecimal.encode(id), kind: .unknown, from: name,
                    text: "a message of a kind (\(kind)) that this version does not know",
                    sentAt: sentAt, state: .received))
        }
    }

    mutating func event(_ text: String, at now: Int64, _ output: inout ClientOutput) {
        output.record(
            appendRecord(
                id: "event-\(id)-\(lastSequence + 1)", kind: .event, from: nil, text: text,
                sentAt: now, state: .received))
    }

    // MARK: Fresh keys

    /// Time after which a member's keys are replaced when it next writes: what a thief of keys
    /// can read ends there (post-compromise security).
    static let keyLifetimeMilliseconds: Int64 = 24 * 3_600_000

    /// The committer commits, the other proposes.
    mutating func changeKeysIfDue(at now: Int64, random: inout RandomSource) throws {
        guard let group, now - keysChangedAt > Self.keyLifetimeMilliseconds else { return }
        // One change at a time: the epochs before are finished first.
        guard channels.count == 1 else { return }
        if group.ownLeaf == PairGroup.inviterLeaf {
            try changeKeys(at: now, random: &random)
        } else {
            var group = group
            let proposal = try group.proposeUpdate()
            channels[group.epoch]?.enqueue(proposal)
            self.group = group
            keysChangedAt = now
        }
    }

    private mutating func changeKeys(at now: Int64, random: inout RandomSource) throws {
        guard var group else { return }
        let epoch = group.epoch
        let commit = try group.updateKeys()
        channels[epoch]?.enqueue(commit)
        self.group = group
        keysChangedAt = now
        try openEpochChannel(random: &random)
    }
}
