import Wire

/// What goes into the own slot: the ring's view of it.
extension ClientEngine {
    /// Stream bytes that a cell of the ring is counted for; a cell holds some more.
    static let nominalCellByteCount = 768
    /// For so many times K rounds acknowledgements are said again.
    private static let acknowledgementRings = 2

    /// Who could speak in a round, and how much it matters.
    func publishingCandidates(
        _ coverage: [ChannelID: RangeSet<UInt64>], _ round: Round
    ) -> [PublishingOrder.Candidate] {
        let overwritten = ring.page(round.rawValue)
        return conversations.values.filter(\.isHeard).flatMap { conversation in
            conversation.channels.compactMap { epoch, channel in
                let id = ChannelID(conversation: conversation.id, epoch: epoch)
                guard channel.isPending else {
                    return passing(id, conversation) ?? repeating(id, channel, round)
                }
                let urgency = Self.urgency(
                    of: channel, covered: coverage[id] ?? RangeSet(),
                    overwritten: overwritten?.channel == id ? overwritten?.segments : nil)
                let isFile = Conversation.isTransfer(epoch) && urgency > .repetition
                return PublishingOrder.Candidate(
                    channel: id, urgency: isFile ? .transfer : urgency)
            }
        }
    }

    /// A sign that something is being written goes where a cell would be random.
    private func passing(
        _ id: ChannelID, _ conversation: Conversation
    ) -> PublishingOrder.Candidate? {
        guard typing[id.conversation] != nil, id.epoch == conversation.newestEpoch,
            id.epoch != ChannelID.introduction
        else { return nil }
        return PublishingOrder.Candidate(channel: id, urgency: .passing)
    }

    /// What was acknowledged is acknowledged again where a cell would be random: who has not met the
    /// one page where it was said says everything again.
    private func repeating(
        _ id: ChannelID, _ channel: Channel, _ round: Round
    ) -> PublishingOrder.Candidate? {
        let lifetime = UInt64(Self.acknowledgementRings * parameters.pagesPerSlot)
        guard let since = channel.acknowledgedIn,
            round.rawValue - min(since, round.rawValue) < lifetime
        else { return nil }
        return PublishingOrder.Candidate(
            channel: id, urgency: channel.greetings > 0 ? .repetition : .acknowledgement)
    }

    private static func urgency(
        of channel: Channel, covered: RangeSet<UInt64>, overwritten: [Range<UInt64>]?
    ) -> PublishingOrder.Urgency {
        if channel.isUrgent { return .due }
        let missing = channel.outgoing.missing(covered: covered)
        if missing.isEmpty { return .repetition }
        guard let overwritten else { return .due }
        return missing.subtracting(RangeSet(overwritten)).isEmpty ? .onlyCopy : .due
    }

    /// The channel that speaks in a round.
    mutating func nextChannel(_ candidates: [PublishingOrder.Candidate]) -> ChannelID? {
        switch mode {
        case .fair: publishing.next(candidates)
        case .strict:
            publishing.nextStrict(
                candidates, conversations: Array(conversations.keys), random: &random)
        }
    }

    /// Divides the ring among the conversations that have something to say.
    mutating func divideRing(_ round: Round?) {
        let waiting = conversations.values.filter { conversation in
            conversation.channels.values.contains { $0.outgoing.hasUnacknowledged }
        }.map(\.id).sorted()
        guard !waiting.isEmpty else { return }
        let demands = waiting.map { demand(of: $0, round) }
        let pages = parameters.pagesPerSlot
        let shares =
            switch mode {
            case .fair: RingQuotas.shares(demands, pages: pages)
            case .strict:
                demands.map { _ in
                    RingQuotas.strictShare(
                        pages: pages, shareCount: PublishingOrder.shareCount(conversations.count))
                }
            }
        for (id, share) in zip(waiting, shares) { setWindow(of: id, cells: share, round) }
    }

    private func demand(of id: String, _ round: Round?) -> RingQuotas.Demand {
        let channels = conversations[id]?.channels ?? [:]
        let streams = channels.values.map(\.outgoing)
        let cells = streams.reduce(0) {
            $0 + ($1.unacknowledgedByteCount + Self.nominalCellByteCount - 1)
                / Self.nominalCellByteCount
        }
        let absence = RingQuotas.absenceMilliseconds / UInt64(parameters.roundMilliseconds)
        // One who never comes in does not slow down what the members say to each other.
        let isLongAbsent = channels.contains { channel, state in
            guard let round, channel < Conversation.firstAdmission, state.outgoing.isAwaited,
                let since = state.outgoing.waitingSince
            else { return false }
            return round.rawValue > since + absence
        }
        return RingQuotas.Demand(cells: cells, isLongAbsent: isLongAbsent)
    }

    /// Admissions come first, since whoever is not in yet acknowledges nothing else, then the oldest
    /// epoch; each may publish a cell at least, so that none waits for another for ever.
    private mutating func setWindow(of id: String, cells: Int, _ round: Round?) {
        var left = UInt64(cells * Self.nominalCellByteCount)
        for channel in conversations[id]?.publishingOrder(at: now(of: round)) ?? [] {
            conversations[id]?.channels[channel]?.setWindow(
                max(left, UInt64(Self.nominalCellByteCount)), round: round?.rawValue)
            let used = conversations[id]?.channels[channel]?.outgoing.unacknowledgedByteCount
            left -= min(left, UInt64(used ?? 0))
        }
    }

    private func now(of round: Round?) -> Int64? { round.map { $0.start(parameters) } }

    /// Notes what the page of a round holds, and tells the cell where the rest lies.
    mutating func writePage(_ id: ChannelID, _ payload: inout CellPayload) {
        ring.write(
            PublishedRing.Page(
                round: payload.round.rawValue, channel: id,
                segments: payload.segments.map { $0.offset..<$0.end }),
            round: payload.round.rawValue)
        let channels = conversations[id.conversation]?.channels ?? [:]
        // Who reads in an earlier epoch has no keys for what lies in later ones.
        let readable = channels.filter {
            $0.key <= id.epoch || Conversation.transferChannels.lowerBound <= $0.key
        }
        let pages = ring.pages(of: id.conversation) { epoch in
            readable[epoch].flatMap { $0.outgoing.hasUnacknowledged ? $0.outgoing.base : nil }
        }
        let plane = payload.round.plane(parameters)
        payload.pages = PageHints(
            pages.filter { $0 != plane }, of: parameters.pagesPerSlot)
    }
}
