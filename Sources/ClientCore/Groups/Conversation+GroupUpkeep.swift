import Wire

/// What is due in a group as time passes.
extension Conversation {
    // MARK: Finality

    /// Forgets what a commit could be undone with, once every member has been heard after it.
    mutating func settle(_ turn: inout Turn) {
        forgetFinalParents(turn)
        stopHearingRemoved(&turn)
    }

    private mutating func forgetFinalParents(_ turn: Turn) {
        guard var group = membership?.group, !group.parents.isEmpty else { return }
        let members = Set(
            (newestEpoch.flatMap { channels[$0] }?.members.values.map(\.place)) ?? [])
        let (streams, later) = (channels, epochs)
        group.forgetParents { parent in
            if turn.now - parent.appliedAt > ParentEpoch.lifetimeMilliseconds { return true }
            var heard: Set<PeerSlot> = []
            for epoch in later where epoch > parent.epoch {
                for member in streams[epoch]?.members.values ?? [:].values
                where member.isHeard == true {
                    heard.insert(member.place)
                }
            }
            return members.isSubset(of: heard)
        }
        membership?.group = group
        if group.parents.isEmpty {
            membership?.served = []
            membership?.unsettled = nil
        }
    }

    /// Whoever promised to let this account in has not done it: the next one may be asked.
    private mutating func expireJoining(_ turn: inout Turn) {
        if let lost = membership?.lost, membership?.standing == .member,
            !(0...Self.readmissionPatience(turn.parameters)).contains(turn.now - lost.at)
        {
            turn.noteLost(id)
            return
        }
        guard let joining = membership?.joining else { return }
        if membership?.standing == .member {
            expireReturn(joining, &turn)
        } else if turn.now - (joining.since ?? joining.askedAt) > Self.finishedLifetimeMilliseconds
        {
            forgetJoining()
            // What waited to be said, by who was a member before, is said nowhere.
            endMembership(&turn)
        } else {
            offerAnotherKeyPackage(joining, &turn)
        }
    }

    /// How long a GroupInfo may be under way to many, counted in times that one contact is waited for.
    private static let groupInfoPatience: Int64 = 4

    /// The committer may count the Welcome as arrived, though it has not: another key package, once a
    /// day, and sooner if something of it is here that leads nowhere.
    private mutating func offerAnotherKeyPackage(
        _ joining: Membership.Joining, _ turn: inout Turn
    ) {
        let hour = Self.readmissionPatience(turn.parameters)
        let patience =
            joining.isSpoilt == true
            ? hour : envelopes.isEmpty ? Self.day : Self.groupInfoPatience * hour
        guard !(0...patience).contains(turn.now - joining.askedAt),
            let contact = turn.directory.contact(Array(joining.adder)),
            let group = membership?.groupID,
            let package = try? beginJoining(
                adder: joining.adder, administrators: joining.administrators, &turn)
        else { return }
        let letter = GroupLetter.keyPackage(group: Array(group), keyPackage: package)
        turn.errands.append(.tell(contact: contact, letter))
    }

    /// A contact has asked for the key package with which a member comes back, and nothing has come of
    /// it: if nobody is heard here, this account asks by itself, and may hear that it is none.
    private mutating func expireReturn(_ joining: Membership.Joining, _ turn: inout Turn) {
        guard
            !(0...Self.readmissionPatience(turn.parameters)).contains(turn.now - joining.askedAt)
        else { return }
        guard membership?.heardAt.map({ $0 < joining.askedAt }) ?? true else {
            return forgetJoining()
        }
        turn.noteLost(id)
    }

    /// How long one contact is waited for before the next is asked.
    static func readmissionPatience(_ parameters: DeploymentParameters) -> Int64 {
        max(3_600_000, 1_000 * Int64(parameters.roundMilliseconds))
    }

    /// What some members lack is not kept any more: contacts among them are asked for the key package
    /// with which they come back.
    private func offerReturn(to places: Set<PeerSlot>, _ turn: inout Turn) {
        guard let group = membership?.group, !places.isEmpty,
            let letter = try? keyPackageLetter(group)
        else { return }
        for member in (try? group.roster()) ?? [] where places.contains(member.place) {
            guard let contact = turn.directory.contact(member.identityKey) else { continue }
            turn.errands.append(.tell(contact: contact, letter))
        }
    }

    /// Contacts who were asked for a key package long ago, and may never have heard of it.
    private mutating func askAgain(_ turn: inout Turn) {
        guard let group = membership?.group, membership?.standing == .member else { return }
        for index in membership?.wishes.indices ?? 0..<0 {
            guard case .add(let contact, _, nil) = membership?.wishes[index].kind,
                let madeAt = membership?.wishes[index].madeAt,
                !(0...Self.day).contains(turn.now - madeAt),
                let letter = try? keyPackageLetter(group)
            else { continue }
            membership?.wishes[index].madeAt = turn.now
            turn.errands.append(.tell(contact: contact, letter))
        }
    }

    /// Nobody has committed this account's leaving for as long as anything is kept, or there is no
    /// group any more in which somebody could.
    private mutating func expireLeaving(_ turn: inout Turn) {
        guard let membership, membership.standing == .leaving, membership.joining == nil else {
            return
        }
        let since = membership.wishes.first { $0.kind == .leave }?.madeAt ?? turn.now
        guard
            membership.group == nil
                || abs(turn.now - since) > Self.retentionMilliseconds
        else { return }
        leaveRemoved([], because: .goneOn, &turn)
    }

    /// What this account said last, a commit or a handing over among it, is there for a week after it
    /// has left, however old the epoch.
    private mutating func dropLeftChannels(_ turn: inout Turn) {
        guard let membership, membership.standing == .left else { return }
        for (id, channel) in channels {
            let since = max(channel.openedAt, membership.leftAt ?? 0)
            let isOver = abs(turn.now - since) > Self.finishedLifetimeMilliseconds
            guard channel.members.isEmpty || isOver else { continue }
            channels[id] = nil
            held.removeAll { $0.channel == id }
            giveUp(channel.outgoing.messages, &turn)
        }
    }

    /// Channels in which nobody is left to read.
    mutating func dropEmptyChannels() {
        channels = channels.filter { !$0.value.members.isEmpty }
    }

    private func isMember(_ place: PeerSlot) -> Bool {
        (try? membership?.group?.roster())?.contains { $0.place == place } == true
    }

    /// What makes a difference to the vault; times that are waited for count in steps.
    private var stateToStore: [UInt64] {
        let step: Int64 = 600_000
        let waited = [membership?.solitude?.waited ?? 0] + (membership?.askers ?? []).map(\.waited)
        return [
            UInt64(channels.count), membership?.group?.revision ?? 0,
            UInt64(membership?.aside?.count ?? 0), UInt64(membership?.solitude?.questionCount ?? 0),
            membership?.standing == .left ? 1 : 0,
        ] + waited.map { UInt64(clamping: $0 / step) }
    }

    /// What is due as time passes; called now and then.
    /// - Returns: whether something changed.
    mutating func tend(_ turn: inout Turn) -> Bool {
        guard membership != nil else { return false }
        let before = (stateToStore, turn.errands.count)
        for due in membership?.dismissals ?? []
        where abs(turn.now - due.at) > due.lifetime {
            membership?.dismissals.removeAll { $0.place == due.place && $0.at == due.at }
            // Of an earlier version: who is in the group is not dismissed.
            let isBack = due.epoch == nil && isMember(due.place)
            if !isBack { dismiss([due.place], until: due.epoch, &turn) }
            dropAdmissions(of: due.place, into: due.epoch ?? 0, orBefore: due.at)
        }
        expireAdmissions(at: turn.now)
        expireLeaving(&turn)
        dropLeftChannels(&turn)
        settle(&turn)
        offerReturn(to: expireChannels(&turn), &turn)
        tendSolitude(&turn)
        expireJoining(&turn)
        askIfUndone(&turn)
        forgetEntry(turn)
        giveUpWithheld(&turn)
        askAgain(&turn)
        pursueWishesOrGiveUp(&turn)
        return before != (stateToStore, turn.errands.count)
    }
}
