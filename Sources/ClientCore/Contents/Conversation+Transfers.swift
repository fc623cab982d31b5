import Crypto
import FoundationEssentials
import Wire

/// Files: announced by a message, carried as the stream of a channel of their own, behind
/// everything else that is to be said.
extension Conversation {
    /// Numbers of channels that carry files; epochs are lower, admissions higher.
    static let transferChannels: ClosedRange<UInt64> = (1 << 62)...((1 << 63) - 1)
    /// Bytes of a file that wait in its stream at most; the others are in the vault.
    static let fedByteCount = 49_152
    /// Of all files of a conversation, for members who are away or let them rest: others do not wait
    /// for them before that.
    static let fedByteCountOfAll = 524_288
    /// Files that come at a time, and finished ones whose last acknowledgement may be lost.
    static let incomingLimit = 16
    /// Of them, files of one author.
    static let incomingLimitPerAuthor = 4
    /// Without anything of a file for so long, its place goes to another one that needs it.
    static let transferPatienceMilliseconds: Int64 = 24 * 3_600_000
    static let keptFinishedTransferCount = 4

    static func isTransfer(_ channel: UInt64) -> Bool { transferChannels.contains(channel) }

    var transferIDs: [UInt64] { channels.keys.filter(Self.isTransfer).sorted() }

    private func index(ofChannel channel: UInt64) -> Int? {
        extras.transfers?.firstIndex { $0.channel == channel }
    }

    private func index(of sequence: UInt64) -> Int? {
        extras.transfers?.firstIndex { $0.sequence == sequence }
    }

    // MARK: Sending

    /// Announces a file; its parts follow in a fresh channel.
    mutating func offer(_ message: MessageRecord, _ turn: inout Turn) throws {
        guard let file = message.file, file.state == .underway, let epoch = newestEpoch,
            let carrier = channels[epoch], let id = try? Hexadecimal.decode(message.id)
        else { return }
        dropTransfer(of: message.sequence)
        guard !carrier.members.isEmpty else { return deliver([message.id], &turn) }
        let secret = turn.random.keyBytes(32)
        let channel = UInt64.random(in: Self.transferChannels, using: &turn.random)
        channels[channel] = Channel(
            secret: SymmetricKey(data: secret), ownLeaf: carrier.ownLeaf,
            members: carrier.members.mapValues {
                Channel.Member($0.place, signatureKey: $0.signatureKey.map { Array($0) })
            },
            incarnation: turn.incarnation(), isSigned: isGroup, openedAt: turn.now)
        extras.transfers =
            (extras.transfers ?? []) + [
                Transfer(
                    message: message.id, sequence: message.sequence, file: file, isOutgoing: true,
                    channel: channel)
            ]
        let offer = FileOffer(
            role: file.role.offered, name: file.name, type: file.type, size: UInt32(file.size),
            digest: Array(file.digest), channel: channel, secret: secret,
            caption: message.richText)
        try say(
            .file(id: id, sentAt: message.sentAt, offer), message: Self.offerMark(message.id), &turn
        )
    }

    /// The offer's mark in its stream: delivered is the message with the file's last byte.
    static func offerMark(_ message: String) -> String { "offer-" + message }

    /// Puts parts into the streams of files that have room for them.
    mutating func feedTransfers(_ source: (RecordKey) -> [UInt8]?) {
        for index in extras.transfers?.indices ?? 0..<0 {
            guard let transfer = extras.transfers?[index], transfer.isOutgoing,
                transfer.isPaused != true, let channel = transfer.channel
            else { continue }
            var count = transfer.partCount
            while count < transfer.file.partCount,
                let stream = channels[channel]?.outgoing,
                hasRoom(stream),
                let part = source(transfer.file.partKey(count, in: id))
            {
                count += 1
                let isLast = count == transfer.file.partCount
                channels[channel]?.enqueue(part, message: isLast ? transfer.message : nil)
            }
            extras.transfers?[index].partCount = count
        }
    }

    private func hasRoom(_ stream: OutgoingStream) -> Bool {
        if stream.unacknowledgedByteCount < Self.fedByteCount { return true }
        let all = transferIDs.reduce(0) { sum, id in
            sum + (channels[id]?.outgoing.unacknowledgedByteCount ?? 0)
        }
        return stream.unacknowledgedByteCountOfFastest < Self.fedByteCount
            && all < Self.fedByteCountOfAll
    }

    /// Forgets how a file travels, and its channel.
    mutating func dropTransfer(of sequence: UInt64) {
        guard let index = index(of: sequence) else { return }
        if let channel = extras.transfers?[index].channel { channels[channel] = nil }
        extras.transfers?.remove(at: index)
        if extras.transfers?.isEmpty == true { extras.transfers = nil }
    }

    /// A file goes on or rests, at this side alone: nobody is told.
    mutating func pauseTransfer(of sequence: UInt64, _ isPaused: Bool) -> Bool {
        guard let index = index(of: sequence), let transfer = extras.transfers?[index],
            transfer.isFinished != true
        else { return false }
        extras.transfers?[index].isPaused = isPaused ? true : nil
        if transfer.isOutgoing, let channel = transfer.channel {
            channels[channel]?.isPaused = isPaused
        }
        return true
    }

    /// Somebody's file that the person lets rest: what comes of it is neither kept nor
    /// acknowledged, and so is said again later.
    func isResting(_ channel: UInt64) -> Bool {
        guard Self.isTransfer(channel), let index = index(ofChannel: channel) else { return false }
        return extras.transfers?[index].isOutgoing == false
            && extras.transfers?[index].isPaused == true
    }

    // MARK: Receiving

    mutating func takeOffer(
        _ offer: FileOffer, id: [UInt8], sentAt: Int64, from speaker: Speaker,
        _ turn: inout Turn
    ) {
        guard channels[offer.channel] == nil, let tag = speaker.tag, let place = speaker.place,
            let carrier = channels[speaker.epoch]
        else { return }
        let reference = MessageReference(author: tag, id: Hexadecimal.encode(id))
        var transfer: Transfer
        if let known = message(reference, turn) {
            // Announced again: the group's epoch was undone, or its author begins anew.
            guard let index = index(of: known.sequence), let old = extras.transfers?[index],
                !old.isOutgoing, old.isFinished != true
            else { return }
            transfer = old
            transfer.partCount = 0
            dropTransfer(of: known.sequence)
        } else {
            guard !isKnown(id, of: speaker, turn),
                let added = addFile(offer, reference.id, sentAt, speaker, &turn)
            else { return }
            transfer = added
        }
        transfer.channel = offer.channel
        transfer.heardAt = turn.now
        let signatureKey = carrier.members[speaker.leaf]?.signatureKey.map { Array($0) }
        channels[offer.channel] = Channel(
            secret: SymmetricKey(data: offer.secret), ownLeaf: carrier.ownLeaf,
            members: [speaker.leaf: Channel.Member(place, signatureKey: signatureKey)],
            incarnation: turn.incarnation(), isSigned: isGroup, openedAt: turn.now)
        forgetFinishedTransfers()
        extras.transfers = (extras.transfers ?? []) + [transfer]
    }

    private mutating func addFile(
        _ offer: FileOffer, _ id: String, _ sentAt: Int64, _ speaker: Speaker,
        _ turn: inout Turn
    ) -> Transfer? {
        let isTaken = makeRoom(for: speaker.tag, &turn)
        let file = FileRecord(
            id: Hexadecimal.encode(turn.random.bytes(16)), role: .init(offer.role),
            name: FileName.plain(offer.name), type: FileName.plainType(offer.type),
            size: Int(offer.size), digest: Data(offer.digest),
            state: isTaken ? .underway : .cancelled)
        let message = append(
            offer.caption, id: id, kind: .file, file: file, sentAt: sentAt, from: speaker, &turn)
        guard isTaken else { return nil }
        return Transfer(
            message: id, sequence: message.sequence, file: file, isOutgoing: false, channel: nil,
            author: speaker.tag)
    }

    /// Whether one more file of an author may come; those of which nothing comes any more make room.
    private mutating func makeRoom(for author: IdentityTag?, _ turn: inout Turn) -> Bool {
        func coming() -> [Transfer] {
            (extras.transfers ?? []).filter { !$0.isOutgoing && $0.isFinished != true }
        }
        func isFull(_ coming: [Transfer]) -> Bool {
            coming.count >= Self.incomingLimit
                || coming.count { $0.author == author } >= Self.incomingLimitPerAuthor
        }
        let now = turn.now
        // What the person lets rest is not dead.
        let stale = coming().filter {
            $0.isPaused != true
                && !(0...Self.transferPatienceMilliseconds).contains(now - ($0.heardAt ?? 0))
        }.sorted { ($0.heardAt ?? 0) < ($1.heardAt ?? 0) }
        let own = stale.filter { $0.author == author }
        for transfer in own + stale.filter({ $0.author != author }) {
            guard isFull(coming()) else { break }
            if let message = message(at: transfer.sequence, turn) {
                try? cancelTransfer(of: message, &turn)
            } else {
                dropTransfer(of: transfer.sequence)
            }
        }
        return !isFull(coming())
    }

    /// Finished channels stay for a while: the last acknowledgement may have been lost.
    private mutating func forgetFinishedTransfers() {
        let finished = (extras.transfers ?? []).filter { $0.isFinished == true }
        for transfer in finished.dropLast(Self.keptFinishedTransferCount - 1) {
            dropTransfer(of: transfer.sequence)
        }
    }

    /// Takes up one part.
    mutating func takePart(_ part: [UInt8], in channel: UInt64, _ turn: inout Turn) {
        guard let index = index(ofChannel: channel), let transfer = extras.transfers?[index],
            !transfer.isOutgoing, transfer.isFinished != true
        else { return }
        let file = transfer.file
        guard part.count == file.byteCount(ofPart: transfer.partCount) else {
            return finish(index, .damaged, &turn)
        }
        turn.output.changes.append(.put(file.partKey(transfer.partCount, in: id), value: part))
        extras.transfers?[index].partCount += 1
        extras.transfers?[index].heardAt = turn.now
        guard transfer.partCount + 1 == file.partCount else { return }
        let bytes = file.partKeys(in: id).flatMap { turn.value($0) ?? [] }
        guard Data(SHA256.hash(data: bytes)) == file.digest else {
            return finish(index, .damaged, &turn)
        }
        // Screens decode pictures by themselves: none that is not what it says it is, or too large.
        if file.role == .picture, !ImageHeader.isShowable(bytes, claimedType: file.type) {
            extras.transfers?[index].file.role = .file
        }
        finish(index, .complete, &turn)
    }

    private mutating func finish(
        _ index: Int, _ state: FileRecord.State, _ turn: inout Turn
    ) {
        guard let transfer = extras.transfers?[index] else { return }
        extras.transfers?[index].isFinished = true
        setFileState(state, of: transfer, &turn)
    }

    private mutating func setFileState(
        _ state: FileRecord.State, of transfer: Transfer, _ turn: inout Turn
    ) {
        if state == .damaged || state == .cancelled {
            for key in transfer.file.partKeys(in: id) { turn.output.changes.append(.delete(key)) }
        }
        guard let message = message(at: transfer.sequence, turn) else { return }
        amend(message, &turn) {
            $0.file?.state = state
            $0.file?.role = transfer.file.role
        }
        tell(transfer, TransferSummary.State(rawValue: state.rawValue) ?? .underway, &turn)
    }

    // MARK: Progress and end

    /// Something of a file has come, or was acknowledged.
    mutating func noteProgress(in channel: UInt64, _ turn: inout Turn) {
        guard let index = index(ofChannel: channel), let transfer = extras.transfers?[index],
            transfer.isFinished != true
        else { return }
        guard transfer.isOutgoing, transfer.partCount == transfer.file.partCount,
            channels[channel]?.outgoing.hasUnacknowledged == false
        else { return tell(transfer, nil, &turn) }
        setFileState(.complete, of: transfer, &turn)
        dropTransfer(of: transfer.sequence)
    }

    private func tell(
        _ transfer: Transfer, _ state: TransferSummary.State?, _ turn: inout Turn
    ) {
        turn.output.events.append(.notice(.transfer(summary(of: transfer, state))))
    }

    /// Ends a file's way at this side.
    mutating func cancelTransfer(of message: MessageRecord, _ turn: inout Turn) throws {
        guard let index = index(of: message.sequence), let transfer = extras.transfers?[index],
            transfer.isFinished != true
        else { throw CommandError.noSuchTransfer }
        setFileState(.cancelled, of: transfer, &turn)
        dropTransfer(of: message.sequence)
        outgoing.removeAll { $0.sequence == message.sequence }
        if let reference = reference(to: message, turn) {
            try remark(.fileCancelled(reference), &turn)
        }
    }

    /// A message of which not all has come is taken out of the vault: who sends or waits for it
    /// hears that nothing more comes of it.
    mutating func abandonTransfer(of message: MessageRecord, _ turn: inout Turn) {
        guard let index = index(of: message.sequence), let transfer = extras.transfers?[index]
        else { return }
        dropTransfer(of: message.sequence)
        guard transfer.isFinished != true, phase == .active,
            let reference = reference(to: message, turn)
        else { return }
        try? remark(.fileCancelled(reference), &turn)
    }

    /// The author does without the file, or a reader does for itself.
    mutating func takeCancellation(
        _ reference: MessageReference, from speaker: Speaker, _ turn: inout Turn
    ) {
        guard let message = message(reference, turn), let index = index(of: message.sequence),
            let transfer = extras.transfers?[index], transfer.isFinished != true,
            let channel = transfer.channel
        else { return }
        if transfer.isOutgoing {
            for (leaf, member) in channels[channel]?.members ?? [:]
            where member.place == speaker.place {
                deliver(channels[channel]?.dismiss(leaf) ?? [], &turn)
            }
            guard channels[channel]?.members.isEmpty == true else { return }
            outgoing.removeAll { $0.sequence == message.sequence }
        } else if message.author != speaker.tag {
            return
        }
        setFileState(.cancelled, of: transfer, &turn)
        dropTransfer(of: message.sequence)
    }

    // MARK: What is shown

    /// Stream bytes of a cell that carries a file.
    static let carriedByteCount = 920

    func summary(
        of transfer: Transfer, _ state: TransferSummary.State? = nil
    ) -> TransferSummary {
        let done: Int
        if let channel = transfer.channel.flatMap({ channels[$0] }) {
            // Each part is counted with the length before it.
            let stream =
                transfer.isOutgoing
                ? Int(channel.outgoing.base) : Int(channel.members.values.first?.stream.next ?? 0)
            done = min(transfer.file.size, max(0, stream - 4 * (stream / 8_196)))
        } else {
            done = 0
        }
        var shown =
            state
            ?? (transfer.isPaused == true
                ? .paused : transfer.channel == nil ? .waiting : .underway)
        if state == nil, transfer.isFinished == true { shown = .complete }
        return TransferSummary(
            conversation: id, message: transfer.message, sequence: transfer.sequence,
            isOutgoing: transfer.isOutgoing, bytes: transfer.file.size,
            doneBytes: shown == .complete ? transfer.file.size : done, state: shown,
            roundsLeft: Self.roundCount(shown == .complete ? 0 : transfer.file.size - done))
    }

    /// Rounds that so many bytes take if nothing else is to be said.
    static func roundCount(_ byteCount: Int) -> Int {
        byteCount == 0 ? 0 : (byteCount + carriedByteCount - 1) / carriedByteCount + 3
    }
}
