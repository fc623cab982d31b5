import FoundationEssentials
import Wire

extension Conversation {
    /// The first of the numbers of channels through which people are admitted to a group; epochs
    /// are lower.
    static let firstAdmission: UInt64 = 1 << 63
    /// How long a channel that is finished stays, to acknowledge again what is repeated there.
    static let finishedLifetimeMilliseconds: Int64 = 7 * 24 * 3_600_000
    static let keptFinishedCount = 4
    static let channelLimit = 64

    var epochs: [UInt64] { channels.keys.filter { $0 < Self.transferChannels.lowerBound }.sorted() }

    /// The channel in which new things are said, and whose bell counts.
    var newestEpoch: UInt64? { epochs.last }

    /// Where something of this conversation may lie: the slots of all who may still say something.
    var slotsToRead: Set<UInt32> {
        var slots: Set<UInt32> = []
        if let peer { slots.insert(peer.slot) }
        let newest = newestEpoch
        for (id, channel) in channels {
            for (leaf, member) in channel.members {
                let isNeeded =
                    id == newest || id >= Self.firstAdmission || !member.isComplete
                    || channel.outgoing.waitingFor.contains(leaf)
                if isNeeded { slots.insert(member.slot) }
            }
        }
        return slots
    }

    // MARK: Opening and closing

    /// Opens the channel of the group's epoch.
    mutating func openEpochChannel(_ turn: inout Turn) throws {
        let earlier = newestEpoch.flatMap { channels[$0] }
        guard let (epoch, secret, ownLeaf, members) = try epochChannel() else { return }
        var channel = Channel(
            secret: secret, ownLeaf: ownLeaf, members: members, incarnation: turn.incarnation(),
            isSigned: isGroup, previous: lastSpoken(), openedAt: turn.now)
        if let earlier { channel.inheritBellPositions(of: earlier) }
        channels[epoch] = channel
        closeFinishedChannels(at: turn.now)
    }

    /// The newest channel in which this account has said something, and where that ended.
    private func lastSpoken() -> Channel.Previous {
        for epoch in epochs.reversed() {
            guard let channel = channels[epoch] else { continue }
            if channel.outgoing.end > 0 {
                return Channel.Previous(channel: epoch, end: channel.outgoing.end)
            }
            return channel.previous
        }
        return Channel.Previous()
    }

    /// Drops channels that have been finished for long.
    mutating func closeFinishedChannels(at now: Int64) {
        let finished = epochs.dropLast().filter { channels[$0]?.isFinished == true }
        var surplus = finished.count - Self.keptFinishedCount
        for epoch in finished where surplus > 0 {
            let age = now - (channels[epoch]?.openedAt ?? 0)
            guard age > Self.finishedLifetimeMilliseconds || epochs.count > Self.channelLimit
            else { return }
            channels[epoch] = nil
            surplus -= 1
        }
    }

    /// How long what is said in a group is kept for who does not acknowledge it.
    static let retentionMilliseconds: Int64 = 30 * 24 * 3_600_000

    /// Drops a group's channels that somebody has held open for too long, or of which there are too
    /// many.
    /// - Returns: the places of those who lack something of them.
    mutating func expireChannels(_ turn: inout Turn) -> Set<PeerSlot> {
        let earlier = epochs.dropLast()
        var absent: Set<PeerSlot> = []
        for (index, epoch) in earlier.enumerated() {
            guard let channel = channels[epoch] else { continue }
            let isSurplus = earlier.count - index > Self.channelLimit
            // A quiet group's epoch may be old already when a commit ends it.
            let endedAt = epochs.first { $0 > epoch }.flatMap { channels[$0]?.openedAt }
            let age = turn.now - (endedAt ?? channel.openedAt)
            guard isSurplus || age > Self.retentionMilliseconds else { continue }
            for leaf in channel.outgoing.waitingFor {
                if let place = channel.members[leaf]?.place { absent.insert(place) }
            }
            takeLastWords(&turn) { $0.channel == epoch }
            channels[epoch] = nil
            giveUp(channel.outgoing.messages, &turn)
        }
        if !absent.isEmpty, !held.isEmpty { takeHeldItems(&turn) }
        return absent
    }

    /// Nobody waits for a reader of a channel any more.
    ///
    /// What all other readers have is delivered; what nobody is left to have has reached nobody.
    mutating func release(
        _ id: UInt64, _ turn: inout Turn, _ forget: (inout Channel) -> [String]
    ) {
        guard var channel = channels[id] else { return }
        let lacking = channel.outgoing.messages
        let delivered = forget(&channel)
        channels[id] = channel
        if channel.outgoing.hasReaders {
            deliver(delivered, &turn)
        } else {
            giveUp(lacking, &turn)
        }
    }

    /// What somebody lacks of this is not said any more, and its author is told.
    mutating func giveUp(_ messages: [String], _ turn: inout Turn) {
        let said = Set(channels.values.flatMap(\.outgoing.messages))
        tellLost(messages.filter { !said.contains($0) }, &turn)
    }

    /// Somebody for whom these were will not have them, whoever else may.
    mutating func tellLost(_ lost: [String], _ turn: inout Turn) {
        forgetRemarks(lost)
        let records = setState(.undelivered, of: lost)
        guard !records.isEmpty else { return }
        for record in records { turn.output.record(record) }
        event("what you wrote last has not reached everybody", &turn)
    }

    // MARK: Streams

    /// Whoever speaks in a channel has said where its streams of earlier ones end.
    /// - Returns: whether that was news.
    mutating func noteStreamEnds(
        _ payload: CellPayload, of place: PeerSlot, in channel: UInt64
    ) -> Bool {
        var isNews = false
        for earlier in epochs where earlier < channel {
            for (leaf, member) in channels[earlier]?.members ?? [:] where member.place == place {
                let end: UInt64
                if payload.previousEnd > 0, earlier == payload.previousChannel {
                    end = payload.previousEnd
                } else if payload.previousEnd == 0 || earlier > payload.previousChannel {
                    end = 0
                } else {
                    // Its cells in the channel before tell.
                    continue
                }
                if channels[earlier]?.setEnd(end, of: leaf) == true { isNews = true }
            }
        }
        return isNews
    }

    /// All that somebody has said in channels before this one has been taken up.
    func isComplete(_ place: PeerSlot, before channel: UInt64) -> Bool {
        let waits = held.contains { $0.place == place && $0.channel < channel }
        return !waits
            && epochs.filter { $0 < channel }.allSatisfy { epoch in
                channels[epoch]?.members.values.allSatisfy {
                    $0.place != place || $0.isComplete
                } ?? true
            }
    }

    mutating func hold(
        _ items: [[UInt8]], of place: PeerSlot, leaf: UInt32, in channel: UInt64
    ) {
        guard !items.isEmpty else { return }
        let data = items.map { Data($0) }
        if let index = held.firstIndex(where: { $0.channel == channel && $0.leaf == leaf }) {
            held[index].items += data
        } else {
            held.append(HeldItems(channel: channel, leaf: leaf, place: place, items: data))
        }
    }

    func heldByteCount(of place: PeerSlot) -> Int {
        held.filter { $0.place == place }.reduce(0) { $0 + $1.byteCount }
    }
}
