import FoundationEssentials
import MLS
import Wire

/// Members who go, this account among them.
extension Conversation {
    /// Contacts who are in the group say that this account, which asked to be brought back, is not.
    mutating func hearOfRemoval(by contact: Data, _ turn: inout Turn) {
        guard membership?.standing == .member, var lost = membership?.lost,
            lost.asked.contains(contact)
        else { return }
        // One may be behind itself: it is asked again after a while, or somebody else is.
        let denied = ((lost.denied ?? []) + [contact]).suffix(Self.denialLimit)
        lost.denied = Array(denied)
        lost.asked.removeAll { $0 == contact }
        membership?.lost = lost
        // One contact alone puts nobody out of a group in which others are heard.
        guard denied.count >= 2, Set(denied).count >= 2 || !isHeardLately(turn) else { return }
        forgetJoining()
        leaveRemoved([], because: .removedUnseen, &turn)
    }

    private static let denialLimit = 8

    /// Somebody else than who brought this account in has said something that it could read.
    func isHeardLately(_ turn: Turn) -> Bool {
        let patience = Self.hearingPatience(turn.parameters)
        return membership?.heardAt.map { (0...patience).contains(turn.now - $0) } ?? false
    }

    /// Milliseconds after which what members do has been heard of those who are there.
    static func hearingPatience(_ parameters: DeploymentParameters) -> Int64 {
        max(3_600_000, 400 * Int64(parameters.roundMilliseconds))
    }

    /// Why this account is out although it has read no commit that says so, as the thread says it.
    enum Reason: String {
        case removedUnseen = "you were removed while you could not follow"
        case goneOn = "the others have gone on without you"
        case allLeft = "everybody else has left the group"
        case nobodyKnown = "nobody whom you know is in the group, and you cannot come back"
    }

    /// This account was removed, or its leaving has been committed.
    mutating func leaveRemoved(
        _ changes: [GroupChange], because reason: Reason? = nil, _ turn: inout Turn
    ) {
        let isReadmission = changes.contains {
            if case .readmitted(let member) = $0 {
                member.place == turn.account.peerSlot
            } else {
                false
            }
        }
        takeAside(&turn)
        takeLastWords(&turn) { _ in true }
        if isReadmission, membership?.standing == .member || membership?.joining != nil {
            membership?.group = nil
            membership?.isStray = nil
            // What came there could not be taken up: it is not acknowledged either.
            dropEarlierEpochs()
            if let joining = membership?.joining {
                // Its Welcome is on the way; if it does not come, somebody is asked.
                if membership?.lost == nil {
                    membership?.lost = Membership.Lost(asked: [joining.adder], at: turn.now)
                }
            } else {
                // With a key package of long ago: this account has lost track now.
                turn.noteLost(id)
            }
            return
        }
        // Who leaves is read to its last word; who is removed meanwhile is not.
        let hasLeft = changes.contains {
            if case .left(let member) = $0 { member.place == turn.account.peerSlot } else { false }
        }
        if let reason {
            event("you are no member any more: \(reason.rawValue)", &turn)
        } else if membership?.standing == .leaving {
            event("you are no member any more", &turn)
        }
        if !hasLeft { giveUpSaying(&turn) }
        endMembership(&turn)
    }

    /// Nothing of the group is needed any more but what others still read of this account.
    mutating func endMembership(_ turn: inout Turn) {
        membership?.standing = .left
        membership?.leftAt = turn.now
        membership?.group = nil
        membership?.entry = nil
        membership?.arrival = nil
        membership?.doubted = nil
        membership?.solitude = nil
        membership?.askers = nil
        membership?.isStray = nil
        membership?.wishes = []
        membership?.served = []
        membership?.received = nil
        membership?.lost = nil
        membership?.withheld = nil
        membership?.unsettled = nil
        membership?.inChargeSince = nil
        membership?.handedTo = nil
        // What waited to be said again, and is said nowhere.
        giveUp(outgoing.filter { $0.kind != .file }.map(\.id), &turn)
        turn.output.events.append(.conversation(summary))
    }

    /// Nobody reads this account in the group any more: what has not arrived does not.
    ///
    /// A commit is said on: it counts in its author's stream alone, and who is behind needs it.
    private mutating func giveUpSaying(_ turn: inout Turn) {
        let needed = lastCommitUnderWay()
        // Whom this account has let in still finds its Welcome.
        for id in channels.keys where id < Self.firstAdmission {
            if let needed, id <= needed {
                channels[id]?.forgetMessages()
            } else {
                channels[id]?.stopSaying()
            }
        }
        let lost = outgoing.map(\.id)
        forgetRemarks(lost)
        let records = setState(.undelivered, of: lost)
        guard !records.isEmpty else { return }
        for record in records { turn.output.record(record) }
        event("what you wrote last has not reached everybody", &turn)
    }

    /// The newest epoch with a commit of this account that somebody lacks: a stream is read from its
    /// beginning, so all before is said on, too.
    private func lastCommitUnderWay(before limit: UInt64 = firstAdmission) -> UInt64? {
        epochs.last { epoch in
            guard epoch < limit, let channel = channels[epoch] else { return false }
            return channel.holdsCommit == true && channel.outgoing.hasUnacknowledged
        }
    }

    /// These members are out: nobody waits for their word.
    ///
    /// What they lack to read that they are out stays for them; and they are heard still: a commit of
    /// theirs may stand, by which they are in.
    mutating func stopWaiting(for places: [PeerSlot], _ turn: inout Turn) {
        for (id, leaf) in seats(of: places) {
            release(id, &turn) {
                Self.isTransfer(id) ? $0.dismiss(leaf) : $0.stopWaiting(for: leaf)
            }
        }
    }

    /// Who was removed for good is not heard any more.
    mutating func stopHearingRemoved(_ turn: inout Turn) {
        let open = membership?.group?.parents.map(\.epoch).min() ?? .max
        let removed = (membership?.dismissals ?? []).filter {
            $0.hasLeft == false && $0.epoch ?? 0 < open
        }
        for due in removed {
            // It may be back in a later epoch.
            let last = due.epoch ?? 0
            takeLastWords(&turn) { $0.place == due.place && $0.channel <= last }
            for (id, leaf) in seats(of: [due.place]) where id <= last {
                channels[id]?.stopHearing(leaf)
            }
        }
    }

    /// These are in the group still: the commit that put them out is undone.
    /// - Parameter epoch: which that commit ended.
    mutating func takeBack(_ places: [PeerSlot], after epoch: UInt64) {
        membership?.dismissals.removeAll { places.contains($0.place) }
        for (id, leaf) in seats(of: places) { channels[id]?.takeBack(leaf, after: epoch) }
    }

    /// Channels that somebody is in, and its leaf there.
    private func seats(of places: [PeerSlot]) -> [(channel: UInt64, leaf: UInt32)] {
        channels.sorted { $0.key < $1.key }.flatMap { id, channel in
            channel.members.filter { places.contains($0.value.place) }.map { (id, $0.key) }
        }
    }

    /// This account is in the group anew: of earlier epochs only what somebody lacks who is behind is
    /// said on, since a commit counts in its author's stream alone.
    /// - Parameter next: the epoch in which this account comes in, as far as it is known.
    mutating func dropEarlierEpochs(before next: UInt64 = firstAdmission) {
        let needed = lastCommitUnderWay(before: next)
        for epoch in epochs {
            let isNeeded =
                needed.map { epoch <= $0 } ?? false
                && channels[epoch]?.outgoing.hasUnacknowledged == true
            guard isNeeded else {
                channels[epoch] = nil
                continue
            }
            channels[epoch]?.sayOnly()
        }
    }

    /// Nobody waits for members who are gone, nor reads them.
    /// - Parameter last: the last epoch in which they were; nil for all.
    mutating func dismiss(
        _ places: [PeerSlot], until last: UInt64? = nil, _ turn: inout Turn
    ) {
        takeLastWords(&turn) {
            places.contains($0.place) && $0.channel <= last ?? .max
        }
        for (id, channel) in channels where id <= last ?? .max {
            for (leaf, member) in channel.members where places.contains(member.place) {
                release(id, &turn) { $0.dismiss(leaf) }
            }
            _ = finishAdmission(id)
        }
        for id in admissions where channels[id]?.members.isEmpty == true { channels[id] = nil }
    }

    /// Somebody who is out cannot read on to where it went.
    mutating func dismissForGood(_ place: PeerSlot, _ turn: inout Turn) {
        let due = (membership?.dismissals ?? []).filter { $0.place == place }
        guard !due.isEmpty else { return }
        membership?.dismissals.removeAll { $0.place == place }
        dismiss([place], &turn)
    }

    /// Takes up what somebody has said, and this account has acknowledged, though something before it
    /// never came: its author counts it as delivered.
    mutating func takeLastWords(_ turn: inout Turn, of wanted: (HeldItems) -> Bool) {
        takeWaitingWords(&turn, of: wanted)
        held.removeAll(where: wanted)
    }

    /// The same where the group goes on: commits and proposals keep waiting for what comes before them.
    mutating func takeWaitingWords(_ turn: inout Turn, of wanted: (HeldItems) -> Bool) {
        let last = held.filter(wanted).sorted { $0.channel < $1.channel }
        for index in held.indices where wanted(held[index]) {
            held[index].items.removeAll { StreamItem.isMessage($0) }
        }
        held.removeAll { $0.items.isEmpty }
        for words in last {
            for item in words.items {
                guard case .message(let message) = try? StreamItem(Array(item)) else { continue }
                var copy = self
                var copyTurn = turn
                guard
                    (try? copy.takeGroupMessage(
                        message, from: words.leaf, in: words.channel, &copyTurn)) != nil
                else { continue }
                (self, turn) = (copy, copyTurn)
            }
        }
    }

    /// Whoever was removed and is in again has dropped what it said before: nobody waits for that, nor
    /// keeps back what it says now until that is complete.
    mutating func forgetEarlierMembership(of member: RosterMember, _ turn: inout Turn) {
        guard membership?.dismissals.contains(where: { $0.place == member.place }) == true,
            let epoch = membership?.group?.epoch, epoch > 0
        else { return }
        membership?.dismissals.removeAll { $0.place == member.place }
        dismiss([member.place], until: epoch - 1, &turn)
    }

    /// Whoever came back with a fresh leaf acknowledges nothing of what was said to the earlier one.
    ///
    /// It may read on there to the commit that did it: with an older key package it is in by the earlier
    /// leaf all the same, and would not know. And it is heard there until it speaks under the newer leaf:
    /// a commit of its own may stand in place of the one that did it.
    /// - Returns: the messages that it lacks and that are for all who are in the group now.
    mutating func forgetEarlierLeaf(
        of member: RosterMember, _ turn: inout Turn
    ) -> Set<String> {
        takeWaitingWords(&turn) { $0.place == member.place }
        var missed: Set<String> = []
        var lost: [String] = []
        let ended = max(1, membership?.group?.epoch ?? 1) - 1
        for epoch in epochs {
            for (leaf, known) in channels[epoch]?.members ?? [:] where known.place == member.place {
                let lacking = channels[epoch]?.outgoing.messages(lackedBy: leaf) ?? []
                let delivered = channels[epoch]?.replace(leaf, in: ended) ?? []
                deliver(delivered.filter { !lacking.contains($0) }, &turn)
                if isForAll(epoch) { missed.formUnion(lacking) } else { lost += lacking }
            }
        }
        tellLost(lost.filter { !missed.contains($0) }, &turn)
        return missed
    }

    /// Everybody who is in the group now was in it in this epoch: what was said there may be said again.
    private func isForAll(_ epoch: UInt64) -> Bool {
        guard let channel = channels[epoch], let group = membership?.group,
            let roster = try? group.roster()
        else { return false }
        let readers = channel.places ?? Set(channel.members.values.map(\.place))
        return roster.allSatisfy { $0.leaf == group.ownLeaf || readers.contains($0.place) }
    }

    /// Whoever speaks under its newer leaf needs nothing more of what was said to the one before.
    mutating func forgetEarlierLeaves(of place: PeerSlot, heardIn epoch: UInt64) {
        let isNewer = channels[epoch]?.members.values.contains {
            $0.place == place && $0.replacement == nil
        }
        guard isNewer == true else { return }
        for earlier in epochs where earlier < epoch {
            for (leaf, member) in channels[earlier]?.members ?? [:]
            where member.place == place && member.replacement != nil {
                _ = channels[earlier]?.dismiss(leaf)
            }
        }
    }
}
