import FoundationEssentials
import MLS
import Wire

extension Conversation {
    /// What a cell turned out to be.
    struct OpenedCell {
        var channel: UInt64
        var leaf: UInt32
        var payload: CellPayload
        /// In which it was read, as far as that matters.
        var round: Round?
    }

    /// Acknowledgements that are given again fill the ring: once in so many parts of it is enough for who
    /// says again what was acknowledged.
    private static let acknowledgementsPerRing: UInt64 = 4

    /// Opens a cell with the keys of this conversation's members who own the slot.
    func openCell(
        _ cell: [UInt8], of slot: UInt32, _ round: Round, _ parameters: DeploymentParameters,
        deployment: [UInt8]
    ) -> OpenedCell? {
        let plane = round.plane(parameters)
        for (id, channel) in channels.sorted(by: { $0.key > $1.key }) {
            for (leaf, member) in channel.members where member.slot == slot {
                let place = CellKey.Place(
                    deployment: deployment, slot: slot, generation: member.generation,
                    plane: UInt32(plane))
                // A cell says when it was written; one from the future, or of another plane, is
                // none of a client that keeps to the protocol.
                guard let bytes = open(cell, member, leaf, id, channel, at: place),
                    let payload = try? CellPayload(bytes), payload.round <= round,
                    payload.round.plane(parameters) == plane
                else { continue }
                return OpenedCell(channel: id, leaf: leaf, payload: payload, round: round)
            }
        }
        return nil
    }

    private func open(
        _ cell: [UInt8], _ member: Channel.Member, _ leaf: UInt32, _ id: UInt64,
        _ channel: Channel, at place: CellKey.Place
    ) -> [UInt8]? {
        guard let bytes = channel.key(of: leaf).open(cell, at: place) else { return nil }
        guard channel.isSigned else { return bytes }
        guard let key = member.signatureKey, let membership else { return nil }
        return SignedPayload.verify(
            bytes, signatureKey: key, channel: id, group: Array(membership.groupID), place: place)
    }

    /// Takes up what a cell of a member holds.
    /// - Returns: whether the conversation has to be stored.
    mutating func take(_ cell: OpenedCell, _ turn: inout Turn) -> Bool {
        let itemLimit = itemLimit(of: cell.channel)
        let rest = UInt64(turn.parameters.pagesPerSlot) / Self.acknowledgementsPerRing
        let recent = cell.round.map { $0.rawValue - min(rest, $0.rawValue) + 1 }
        guard !isResting(cell.channel),
            let place = channels[cell.channel]?.members[cell.leaf]?.place,
            hasRoom(for: place, in: cell.channel),
            var receipt = channels[cell.channel]?.receive(
                cell.payload, from: cell.leaf, itemLimit: itemLimit, recent: recent)
        else { return false }
        if cell.channel < Self.transferChannels.lowerBound,
            noteStreamEnds(cell.payload, of: place, in: cell.channel)
        {
            receipt.changed = true
        }
        if knock?.isAnswered == false {
            knock?.isAnswered = true
            receipt.changed = true
        }
        if let proof = extras.awaitedProof, cell.channel != ChannelID.introduction {
            extras.awaitedProof = nil
            receipt.changed = true
            turn.errands.append(.introduced(contact: id, group: proof.group))
        }
        if !Self.isTransfer(cell.channel) { noticeRestoredVault(cell, &receipt, &turn) }
        channels[cell.channel]?.request(cell.payload, from: cell.leaf)
        if !wasRestored,
            let delivered = channels[cell.channel]?.acknowledge(cell.payload, from: cell.leaf)
        {
            receipt.changed = true
            deliver(delivered, &turn)
        }
        hold(receipt.items, of: place, leaf: cell.leaf, in: cell.channel)
        if !held.isEmpty { takeHeldItems(&turn) }
        if receipt.changed, Self.isTransfer(cell.channel) { noteProgress(in: cell.channel, &turn) }
        if finishAdmission(cell.channel) { receipt.changed = true }
        if isGroup, cell.channel < Self.transferChannels.lowerBound {
            closeAdmissions(of: place, heardIn: cell.channel)
            forgetEarlierLeaves(of: place, heardIn: cell.channel)
        }
        return receipt.changed || !turn.output.changes.isEmpty
    }

    /// Bytes of the largest item that a contact's introduction, and a conversation of two, can hold:
    /// the longest text, or a file's announcement with one, has a place in the latter.
    static let introductionItemLimit = 1 << 16
    static let pairItemLimit = 1 << 17

    /// The largest item of a channel in bytes; what is longer breaks the stream.
    func itemLimit(of channel: UInt64) -> Int {
        if Self.isTransfer(channel) { return FileRecord.partByteCount }
        if isGroup { return IncomingStream.itemLimit }
        return channel == ChannelID.introduction
            ? Self.introductionItemLimit : Self.pairItemLimit
    }

    /// What lies here of a member's and cannot be taken up yet is bounded.
    ///
    /// All of it is stored in each step. The oldest channel of which something is missing is always heard: the rest waits
    /// for it.
    private func hasRoom(for place: PeerSlot, in channel: UInt64) -> Bool {
        let mine = (epochs + admissions).flatMap { id in
            (channels[id]?.members.values.map { $0 } ?? []).filter { $0.place == place }
                .map { (id, $0) }
        }
        let oldest = mine.first { $0.0 < Self.firstAdmission && !$0.1.isComplete }
        if oldest?.0 == channel { return true }
        let partial = mine.reduce(0) { $0 + $1.1.stream.partialByteCount }
        return heldByteCount(of: place) + partial <= 2 * IncomingStream.itemLimit
    }

    private mutating func noticeRestoredVault(
        _ cell: OpenedCell, _ receipt: inout Channel.Receipt, _ turn: inout Turn
    ) {
        guard !wasRestored, channels[cell.channel]?.isAheadOfUs(cell.payload) == true,
            !isGroup || cell.channel < Self.firstAdmission,
            channels[cell.channel]?.members[cell.leaf]?.isGone != true
        else { return }
        if isGroup, !isWitnessed(cell) { return }
        wasRestored = true
        // Whoever brings this account back gives it streams of its own again.
        if isGroup { turn.noteLost(id) }
        receipt.changed = true
        event(
            "\(name) has more of this conversation than this account: it was restored from an "
                + "older copy. What you write may not arrive; invite each other again",
            &turn)
    }

    /// In a group one member's word is not enough: it could mute another.
    ///
    /// Nor is it twice, from a leaf that it had before.
    private mutating func isWitnessed(_ cell: OpenedCell) -> Bool {
        let members = newestEpoch.flatMap { channels[$0]?.members.values.map(\.place) } ?? []
        guard let place = channels[cell.channel]?.members[cell.leaf]?.place,
            members.contains(place)
        else { return false }
        membership?.aheadOfUs.insert(place)
        let witnesses = membership?.aheadOfUs.intersection(members).count ?? 0
        return witnesses >= min(2, members.count)
    }

    /// Takes items up: everybody's in the order in which they were said.
    mutating func takeHeldItems(_ turn: inout Turn) {
        while let index = held.indices.first(where: {
            isReady(held[$0].place, held[$0].channel)
        }) {
            let ready = held.remove(at: index)
            for item in ready.items {
                takeItem(Array(item), from: ready.leaf, ready.place, in: ready.channel, &turn)
            }
        }
    }

    private func isReady(_ place: PeerSlot, _ channel: UInt64) -> Bool {
        channel >= Self.transferChannels.lowerBound || isComplete(place, before: channel)
    }

    private mutating func takeItem(
        _ item: [UInt8], from leaf: UInt32, _ place: PeerSlot, in channel: UInt64,
        _ turn: inout Turn
    ) {
        if channel >= Self.firstAdmission {
            // Whom this account lets in says nothing there but that the Welcome has arrived.
            guard channels[channel]?.outgoing.end == 0 else { return }
            takeAdmissionItem(item, from: place, in: channel, &turn)
        } else if Self.isTransfer(channel) {
            takePart(item, in: channel, &turn)
        } else if isGroup {
            takeGroupItem(item, from: leaf, in: channel, &turn)
        } else if channel == ChannelID.introduction {
            takeIntroduction(item, &turn)
        } else {
            takePairItem(item, in: channel, &turn)
        }
    }

    // MARK: What was said

    static let recentMessageLimit = 512

    mutating func takeContent(
        _ content: MessageContent, from speaker: Speaker, _ turn: inout Turn
    ) {
        if !isGroup { noteDeparture(content, &turn) }
        switch content {
        case .text(let id, let sentAt, let text):
            keep(RichText(text: text), id, kind: .text, sentAt: sentAt, from: speaker, &turn)
        case .rich(let id, let sentAt, let text):
            keep(text, id, kind: .text, sentAt: sentAt, from: speaker, &turn)
        case .file(let id, let sentAt, let offer):
            takeOffer(offer, id: id, sentAt: sentAt, from: speaker, &turn)
        case .remark(let id, let sentAt, let remark):
            take(remark, id: id, sentAt: sentAt, from: speaker, &turn)
        case .letter(let letter):
            // Contacts alone arrange groups: what is said in a group is for the group.
            if !isGroup { turn.errands.append(.heard(contact: id, letter)) }
        case .left(let id, let sentAt):
            let text = RichText(text: "\(speaker.name) has left")
            keep(text, id, kind: .left, sentAt: sentAt, from: speaker, &turn)
        case .unknown(let id, let sentAt, let kind, let content):
            let text = RichText(
                text: "a message of a kind (\(kind)) that this version does not know")
            keep(
                text, id, kind: .unknown, content: content, sentAt: sentAt, from: speaker, &turn)
        }
    }

    /// Who says that it deletes its account, and then something else, has thought better of it.
    private mutating func noteDeparture(_ content: MessageContent, _ turn: inout Turn) {
        let isGone: Bool?
        switch content {
        case .left: isGone = true
        case .text, .rich, .file: isGone = nil
        // Its program may still say something by itself.
        default: return
        }
        guard extras.isGone != isGone else { return }
        extras.isGone = isGone
        turn.output.events.append(.conversation(summary))
    }

    /// Adds somebody's message to the thread, unless it is there: it is said again after the group
    /// had two successors.
    private mutating func keep(
        _ text: RichText, _ id: [UInt8], kind: MessageRecord.Kind, content: [UInt8]? = nil,
        sentAt: Int64, from speaker: Speaker, _ turn: inout Turn
    ) {
        guard !isKnown(id, of: speaker, turn) else { return }
        append(
            text, id: Hexadecimal.encode(id), kind: kind, content: content, sentAt: sentAt,
            from: speaker, &turn)
    }

    @discardableResult
    mutating func append(
        _ rich: RichText, id: String, kind: MessageRecord.Kind, file: FileRecord? = nil,
        content: [UInt8]? = nil, sentAt: Int64, from speaker: Speaker, _ turn: inout Turn
    ) -> MessageRecord {
        var record = appendRecord(
            id: id, kind: kind, from: speaker.name, text: rich.text, sentAt: sentAt,
            state: .received)
        record.take(rich)
        record.author = speaker.tag
        record.receivedAt = turn.now
        record.file = file
        record.content = content.map { Data($0) }
        // Who has the message that is answered shows that one, and not what the reply says of it.
        if let reference = rich.quotation?.reference, message(reference, turn) != nil {
            record.quotation?.excerpt = ""
        }
        takeEarlyReactions(to: &record)
        extras.isArchived = nil
        return add(record, &turn)
    }

    /// Something could not be read: told once an epoch, so that nobody floods the thread.
    mutating func reportUnreadable(from author: String, in epoch: UInt64, _ turn: inout Turn) {
        guard !unreadableEpochs.contains(epoch) else { return }
        unreadableEpochs.insert(epoch)
        event("a message of \(author) could not be read", &turn)
    }
}
