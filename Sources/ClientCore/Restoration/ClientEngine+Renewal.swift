import FoundationEssentials
import Wire

/// A contact whose vault came out of a backup, or this account's own, goes on by a new link: under
/// the same identity, in the same thread, and back in the groups that both are in.
extension ClientEngine {
    /// - Returns: the conversation with the contact that is left.
    mutating func takeUpRenewal(
        _ id: String, at now: Int64, _ touched: inout Set<String>, _ output: inout ClientOutput
    ) -> String {
        let id = joinThreads(id, at: now, &touched, &output)
        for group in conversations.values.filter({ $0.isCutOff }).map(\.id).sorted() {
            askForReadmission(to: group, by: id, at: now, &touched, &output)
        }
        // What was asked under the old keys may never have arrived.
        for group in conversations.values.sorted(by: { $0.id < $1.id }) {
            guard let roster = group.membership?.group,
                group.membership?.wishes.contains(where: {
                    $0.isAddition(of: id) && !$0.isReady
                }) == true, let letter = try? group.keyPackageLetter(roster)
            else { continue }
            tell(id, letter, at: now, &touched, &output)
        }
        return id
    }

    /// Whether it is certain that the keys of an introduction are the contact's.
    ///
    /// A key package says whose it is, not who sends it: somebody who has an old one of a contact's
    /// could make this account go on with keys that the contact does not have. So the keys of a
    /// conversation that goes on stay until the other side has said something under the new ones.
    /// Who joined by a Welcome made the key package itself, just now.
    func isProven(_ id: String) -> Bool {
        guard let renewed = conversations[id], knownConversation(of: renewed) != nil,
            renewed.pair?.ownLeaf == PairGroup.inviterLeaf
        else { return true }
        return renewed.epochs.contains { epoch in
            epoch != ChannelID.introduction
                && renewed.channels[epoch]?.members.values.contains { $0.isHeard == true } == true
        }
    }

    /// The earlier conversation with the same contact.
    private func knownConversation(of renewed: Conversation) -> Conversation? {
        guard let key = renewed.peerIdentityKey else { return nil }
        return conversations.values.filter {
            $0.id != renewed.id && $0.peerIdentityKey == key && $0.peer == renewed.peer
        }.min { $0.id < $1.id }
    }

    /// The contact was one already: the conversation goes on in its thread.
    /// - Returns: the conversation that is left of the two.
    private mutating func joinThreads(
        _ id: String, at now: Int64, _ touched: inout Set<String>, _ output: inout ClientOutput
    ) -> String {
        guard let renewed = conversations[id], var known = knownConversation(of: renewed) else {
            return id
        }
        var turn = turn(at: now, after: output.changes)
        known.goOn(as: renewed, &turn)
        conversations[id] = nil
        conversations[known.id] = known
        if openConversation == id { openConversation = known.id }
        touched.remove(id)
        touched.insert(known.id)
        finish(turn, at: now, &touched, &output)
        output.changes += Self.removal(of: renewed)
        output.events.append(.conversation(known.summary))
        return known.id
    }

    /// Asks a contact who is in a group to bring this account back into it.
    mutating func askForReadmission(
        to group: String, by contact: String, again isAgain: Bool = false, at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        guard let key = conversations[contact]?.peerIdentityKey,
            let place = conversations[contact]?.peer,
            conversations[contact]?.pair != nil, hasRoomForLetters(contact),
            let membership = conversations[group]?.membership, membership.roster.contains(key)
        else { return }
        // Nothing came of an earlier question, and the group's state is gone or counts no more: who is
        // asked may administer by now.
        let isRepeated =
            isAgain && (membership.group == nil || membership.isStray == true)
            && !membership.administrators.contains(place)
        var package: [UInt8] = []
        changeGroup(group, at: now, &touched, &output) { conversation, turn in
            package = try conversation.beginJoining(
                adder: key, administrators: membership.administrators,
                askedPlace: isRepeated ? place : nil, &turn)
        }
        guard !package.isEmpty else { return }
        tell(
            contact,
            .readmissionWanted(group: Array(membership.groupID), keyPackage: package), at: now,
            &touched, &output)
    }
}

extension Conversation {
    /// A member of a group whose keys are gone, and whom nobody was asked to bring back yet.
    var isCutOff: Bool {
        membership?.standing == .member && membership?.group == nil
            && (membership?.joining == nil || membership?.lost != nil)
    }

    /// Takes over the keys and channels of a newer conversation with the same contact, and its
    /// thread; what waited in either is said in them.
    mutating func goOn(as renewed: Conversation, _ turn: inout Turn) {
        pair = renewed.pair
        storedGroupRevision = nil
        channels = renewed.channels
        held = renewed.held
        groupToJoin = renewed.groupToJoin
        keysChangedAt = renewed.keysChangedAt
        takenRestoration = renewed.takenRestoration
        unreadableEpochs = []
        wasRestored = false
        knock = nil
        invite = nil
        extras.isGone = renewed.extras.isGone
        extras.updateTakenAt = renewed.extras.updateTakenAt
        if let told = renewed.extras.peerName {
            extras.peerName = told
            extras.hasPicture = renewed.extras.hasPicture
            let picture = turn.value(Self.pictureKey(renewed.id))
            turn.output.changes.append(
                picture.map { .put(Self.pictureKey(id), value: $0) } ?? .delete(Self.pictureKey(id))
            )
        }
        event("\(name) goes on by a new link, under the same identity: the keys are new", &turn)
        for message in outgoing { try? enqueue(message, &turn) }
        try? sayRemarks(&turn)
        // These were said under the new keys already.
        let remarks = (extras.remarks ?? []) + (renewed.extras.remarks ?? [])
        extras.remarks = remarks.isEmpty ? nil : remarks
        for sequence in 1...max(1, renewed.lastSequence) {
            guard let message = renewed.message(at: sequence, turn), message.kind != .event,
                !hasTaken(message, turn)
            else { continue }
            takeOver(message, of: renewed, &turn)
        }
        recentMessages += renewed.recentMessages
    }

    /// The contact said it under the old keys, did not hear that it had arrived, and said it again.
    private func hasTaken(_ message: MessageRecord, _ turn: Turn) -> Bool {
        guard message.from != nil else { return false }
        let earlier = reference(to: message, turn).flatMap { self.message($0, turn) }
        // The rest of a file comes by the new message alone.
        let isUnderWay = extras.transfers?.contains { $0.sequence == earlier?.sequence } ?? false
        return !isUnderWay && (earlier != nil || recentMessages.contains("/" + message.id))
    }

    /// Adds a message of the newer conversation as it is, with its file and the file's way.
    private mutating func takeOver(
        _ message: MessageRecord, of renewed: Conversation, _ turn: inout Turn
    ) {
        let place = appendRecord(
            id: message.id, kind: message.kind, from: message.from, text: "", sentAt: 0,
            state: message.state)
        var record = message
        record.conversation = id
        record.sequence = place.sequence
        for number in 0..<(record.file?.partCount ?? 0) {
            guard let file = record.file,
                let part = turn.value(file.partKey(number, in: renewed.id))
            else { continue }
            turn.output.changes.append(.put(file.partKey(number, in: id), value: part))
        }
        record = add(record, &turn)
        if renewed.outgoing.contains(where: { $0.sequence == message.sequence }) {
            outgoing.append(record)
        }
        for var transfer in renewed.extras.transfers ?? []
        where transfer.sequence == message.sequence {
            transfer.sequence = record.sequence
            extras.transfers = (extras.transfers ?? []) + [transfer]
        }
    }
}
