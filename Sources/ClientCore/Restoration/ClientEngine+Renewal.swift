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

    /// The contact was one already: the conversation goes on in its thread.
    /// - Returns: the conversation that is left of the two.
    private mutating func joinThreads(
        _ id: String, at now: Int64, _ touched: inout Set<String>, _ output: inout ClientOutput
    ) -> String {
        guard let renewed = conversations[id], let key = renewed.peerIdentityKey,
            var known = conversations.values.filter({
                $0.id != id && $0.peerIdentityKey == key && $0.peer == renewed.peer
            }).min(by: { $0.id < $1.id })
        else { return id }
        var turn = turn(at: now)
        known.goOn(as: renewed, &turn)
        conversations[id] = nil
        conversations[known.id] = known
        if openConversation == id { openConversation = known.id }
        touched.remove(id)
        touched.insert(known.id)
        finish(turn, at: now, &touched, &output)
        output.changes += [.delete(renewed.recordKey), .delete(renewed.groupRecordKey)]
        for sequence in 1...max(1, renewed.lastSequence) {
            output.changes.append(.delete(MessageRecord.recordKey(id, sequence)))
        }
        output.events.append(.conversation(known.summary))
        return known.id
    }

    /// Asks a contact who is in a group to bring this account back into it.
    mutating func askForReadmission(
        to group: String, by contact: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard let key = conversations[contact]?.peerIdentityKey,
            conversations[contact]?.pair != nil,
            let membership = conversations[group]?.membership, membership.roster.contains(key)
        else { return }
        var package: [UInt8] = []
        changeGroup(group, at: now, &touched, &output) { conversation, turn in
            package = try conversation.beginJoining(
                adder: key, administrators: membership.administrators, &turn)
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
            && membership?.joining == nil
    }

    /// Takes over the keys and channels of a newer conversation with the same contact; what waited
    /// in either is said in them.
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
        event("\(name) goes on by a new link, under the same identity: the keys are new", &turn)
        for message in outgoing { try? enqueue(message, &turn) }
        for message in renewed.outgoing {
            let record = appendRecord(
                id: message.id, kind: message.kind, from: nil, text: message.text,
                sentAt: message.sentAt, state: message.state)
            outgoing.append(record)
            turn.output.record(record)
        }
    }
}
