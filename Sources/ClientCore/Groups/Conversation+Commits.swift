import Crypto
import FoundationEssentials
import MLS
import Wire

/// What a commit changes, and what follows when another one takes its place.
extension Conversation {
    mutating func takeCommit(
        _ commit: [UInt8], _ proposals: [[UInt8]], from leaf: UInt32, in epoch: UInt64,
        _ turn: inout Turn
    ) throws {
        guard var group = membership?.group, epoch <= group.epoch else { return }
        let capacity = turn.parameters.capacity
        guard epoch == group.epoch else {
            guard group.hasParent(epoch) else { return tellWhatStands(commit, in: epoch) }
            let sibling = try group.replace(
                after: epoch, by: commit, of: leaf, proposals: proposals, capacity: capacity,
                at: turn.now)
            switch sibling {
            case .ignored: return
            case .undone(let newcomers, let authenticator):
                return tellUndone(newcomers, [authenticator], after: epoch, &turn)
            case .stands(let replacement):
                noteStanding(commit, of: epoch)
                noteUsed(replacement.proposals)
                return try returnTo(epoch, group, replacement, &turn)
            }
        }
        let before = try group.roster()
        group.remember(proposals)
        guard case .commit(let staged) = try group.process(commit) else {
            throw GroupRules.Violation("an item that is no commit")
        }
        guard staged.committer == .member(LeafIndex(leaf)) else {
            throw GroupRules.Violation("a commit of somebody else")
        }
        let rules = try group.rules(capacity: capacity)
        let changes = try group.apply(staged, message: commit, rules, at: turn.now)
        membership?.group = group
        noteStanding(commit, of: epoch)
        noteUsed(staged.proposals.map(\.proposal))
        try finishChange(changes, before, &turn)
    }

    // MARK: Commits that come too late

    private static let standingLimit = 64

    /// Remembers which commit ended an epoch.
    mutating func noteStanding(_ commit: [UInt8], of epoch: UInt64) {
        var digests = membership?.standingCommits ?? [:]
        digests = digests.filter { $0.key < epoch && $0.key + UInt64(Self.standingLimit) > epoch }
        digests[epoch] = Data(SHA256.hash(data: commit))
        membership?.standingCommits = digests
    }

    /// Somebody committed in an epoch that nobody goes back to: it hears which commit stands, since
    /// by the order of siblings it might wait for the others for ever.
    ///
    /// Once an epoch: all its members read that channel, and nobody is kept busy by commits without
    /// end, nor by what is no commit of this group at all.
    private mutating func tellWhatStands(_ commit: [UInt8], in epoch: UInt64) {
        guard let digest = membership?.standingCommits?[epoch],
            digest != Data(SHA256.hash(data: commit)), isCommit(commit, of: epoch),
            membership?.toldStanding?.contains(epoch) != true, channels[epoch] != nil
        else { return }
        let told = (membership?.toldStanding ?? []).filter {
            membership?.standingCommits?[$0] != nil
        }
        membership?.toldStanding = told.union([epoch])
        channels[epoch]?.enqueue(StreamItem.standing(Array(digest)).encoded)
    }

    private func isCommit(_ bytes: [UInt8], of epoch: UInt64) -> Bool {
        guard case .privateMessage(let message) = try? MLSMessage(encoded: bytes).body else {
            return false
        }
        return message.contentType == .commit && message.epoch == epoch
            && Data(message.groupID) == membership?.groupID
    }

    /// Another commit than the one taken up here stands at a member, for good.
    mutating func takeStanding(
        _ digest: Data, in epoch: UInt64, _ turn: inout Turn
    ) {
        guard let own = membership?.standingCommits?[epoch], own != digest else { return }
        switch membership?.standing {
        // Nobody of this branch is there to let it go.
        case .leaving: leaveRemoved([], because: .goneOn, &turn)
        case .member where membership?.lost == nil: turn.noteLost(id)
        default: break
        }
    }

    // MARK: After a commit

    /// The group has a new epoch: everything that follows from the roster follows it.
    mutating func finishChange(
        _ changes: [GroupChange], _ before: [RosterMember], _ turn: inout Turn
    ) throws {
        guard let group = membership?.group else { return }
        tell(changes, &turn)
        guard !group.isRemoved else { return leaveRemoved(changes, &turn) }
        let places = Set(try group.roster().map(\.place))
        let gone = before.map(\.place).filter { !places.contains($0) }
        let left = changes.compactMap { change in
            if case .left(let member) = change { member.place } else { nil }
        }
        stopWaiting(for: gone, &turn)
        var missed: Set<String> = []
        for case .readmitted(let member) in changes {
            missed.formUnion(forgetEarlierLeaf(of: member, &turn))
        }
        for case .added(let member, _) in changes { forgetEarlierMembership(of: member, &turn) }
        for place in gone {
            let name = before.first { $0.place == place }.map { turn.name(of: $0) }
            membership?.dismissals.append(
                Membership.Dismissal(
                    place: place, at: turn.now, name: name, epoch: group.epoch - 1,
                    hasLeft: left.contains(place)))
        }
        membership?.received = nil
        dropServedWishes(changes)
        membership?.unservedSince = nil
        try noteCommitter(turn)
        try openEpochChannel(&turn)
        try noteRoster(&turn)
        try sayAgain(missed, &turn)
        try sayWithheld(&turn)
        pursueWishesOrGiveUp(&turn)
    }

    private mutating func noteCommitter(_ turn: Turn) throws {
        let isOwn = try membership?.group?.profile().committer == turn.account.peerSlot
        let since = membership?.inChargeSince ?? turn.now
        membership?.inChargeSince = isOwn ? since : nil
    }

    /// Says in the newest epoch what has not arrived where it was said.
    mutating func sayAgain(
        _ ids: Set<String>, with others: [MessageRecord] = [], _ turn: inout Turn
    ) throws {
        var messages = outgoing.filter {
            ids.contains($0.id) || ids.contains(Self.offerMark($0.id))
        }
        for message in others where !messages.contains(where: { $0.id == message.id }) {
            messages.append(message)
        }
        try repeatInNewestEpoch(messages.sorted(by: { $0.sequence < $1.sequence }), &turn)
        try sayRemarks(&turn) { ids.contains($0) }
    }

    /// What was for members of an earlier epoch does not count as delivered where nobody is left to
    /// have it.
    mutating func repeatInNewestEpoch(_ messages: [MessageRecord], _ turn: inout Turn) throws {
        if let epoch = newestEpoch, channels[epoch]?.members.isEmpty == true {
            return giveUp(messages.map(\.id), &turn)
        }
        for message in messages { try enqueue(message, &turn) }
    }

    /// The removal for which own words wait is not made again.
    mutating func giveUpWithheld(_ turn: inout Turn) {
        guard let withheld = membership?.withheld,
            !(0...Self.hearingPatience(turn.parameters)).contains(turn.now - withheld.since)
        else { return }
        membership?.withheld = nil
        event("who had been removed is in the group still", &turn)
        giveUp(Array(withheld.ids) + withheld.messages.map(\.id), &turn)
    }

    /// Says what waited for somebody's removal, once that has been made again.
    mutating func sayWithheld(_ turn: inout Turn) throws {
        guard let withheld = membership?.withheld, let group = membership?.group,
            membership?.standing == .member,
            try !group.roster().contains(where: { withheld.places.contains($0.place) })
        else { return }
        membership?.withheld = nil
        try sayAgain(withheld.ids, with: withheld.messages, &turn)
    }

    /// Another commit took the place of one that was applied: what was said after it is said again.
    mutating func returnTo(
        _ epoch: UInt64, _ group: RosterGroup, _ replacement: GroupReplacement,
        _ turn: inout Turn
    ) throws {
        let before = try membership?.group?.roster() ?? []
        // Acknowledged: their author says them again only if it goes back as well.
        layAside(&turn) {
            $0.channel > epoch && $0.channel < Self.transferChannels.lowerBound
        }
        var again: Set<String> = []
        let readers = Set(before.map(\.place))
        let unsettled = (membership?.unsettled ?? []).filter { $0.epoch > epoch }.map(\.record)
        membership?.unsettled?.removeAll { $0.epoch > epoch }
        for later in epochs where later > epoch {
            again.formUnion(channels[later]?.outgoing.messages ?? [])
            channels[later] = nil
            unreadableEpochs.remove(later)
        }
        let undone = membership?.group?.authenticators(after: epoch) ?? []
        let known = replacement.parentRoster.map(\.identityKey)
        let comers =
            (membership?.group?.comers(since: replacement.parentLeaves) ?? [])
            + before.map(\.identityKey).filter { !known.contains($0) }.map { Data($0) }
        membership?.group = group
        // What the undone commit had done is wanted still.
        let served = membership?.served ?? []
        tellUndone(comers, undone, after: epoch, &turn)
        membership?.wishes += served.filter(\.isRemovalOrChange)
        membership?.served = []
        membership?.received = nil
        let letIn = Set(replacement.changes.compactMap(\.newcomer))
        for wish in served where !wish.isRemovalOrChange {
            try bringBack(wish, unlessIn: letIn, &turn)
        }
        for index in membership?.wishes.indices ?? 0..<0 {
            membership?.wishes[index].proposedIn = nil
        }
        event("two changes of the group crossed; this one stands:", &turn)
        let leavers = (membership?.dismissals ?? []).filter {
            $0.hasLeft == true && $0.epoch ?? 0 >= epoch
        }
        takeBack(try group.roster().map(\.place), after: epoch)
        try finishChange(replacement.changes, before, &turn)
        guard membership?.standing == .member else { return }
        try letGo(leavers.map(\.place), &turn)
        // Also what somebody has acknowledged and not taken up before its branch was undone.
        let revived = try membership?.group?.roster().map(\.place).filter { place in
            !readers.contains(place) && replacement.parentRoster.contains { $0.place == place }
        }
        if let revived, !revived.isEmpty {
            withhold(again, unsettled, from: revived, &turn)
        } else {
            try sayAgain(again, with: unsettled, &turn)
        }
    }

    /// Members have left by a commit that is undone: they may be gone already, and take part in the
    /// group no more.
    private mutating func letGo(_ places: [PeerSlot], _ turn: inout Turn) throws {
        guard let group = membership?.group,
            try group.profile().administrators.contains(turn.account.peerSlot)
        else { return }
        let present = Set(try group.roster().map(\.place))
        for place in places where present.contains(place) && place != turn.account.peerSlot {
            try wish(.remove(place), &turn)
        }
    }

    /// What was said after somebody's removal is not for that member.
    private mutating func withhold(
        _ ids: Set<String>, _ messages: [MessageRecord], from places: [PeerSlot],
        _ turn: inout Turn
    ) {
        guard !ids.isEmpty || !messages.isEmpty else { return }
        let earlier = membership?.withheld
        membership?.withheld = Membership.Withheld(
            since: turn.now, places: Array(Set(places + (earlier?.places ?? []))),
            ids: ids.union(earlier?.ids ?? []), messages: (earlier?.messages ?? []) + messages)
        event(
            "somebody whose removal was undone is in the group again: what you wrote after it waits "
                + "until it is removed once more", &turn)
    }

    /// Own messages that are kept at most for the case that their epoch is undone.
    private static let unsettledLimit = 256

    /// Keeps a message for as long as the epoch in which it was said may be undone.
    mutating func noteUnsettled(_ message: MessageRecord) {
        guard message.kind == .text, let group = membership?.group, !group.parents.isEmpty else {
            return
        }
        var unsettled = membership?.unsettled ?? []
        unsettled.removeAll { $0.record.id == message.id }
        unsettled.append(Membership.UnsettledMessage(epoch: group.epoch, record: message))
        membership?.unsettled = unsettled.suffix(Self.unsettledLimit)
    }

    /// A message that is gone or changed is not said again as it was.
    mutating func forgetUnsettled(_ message: MessageRecord, replacement: MessageRecord? = nil) {
        guard membership != nil, message.from == nil else { return }
        if let index = membership?.unsettled?.firstIndex(where: { $0.record.id == message.id }) {
            if let replacement {
                membership?.unsettled?[index].record = replacement
            } else {
                membership?.unsettled?.remove(at: index)
            }
        }
        if let index = membership?.withheld?.messages.firstIndex(where: { $0.id == message.id }) {
            if let replacement {
                membership?.withheld?.messages[index] = replacement
            } else {
                membership?.withheld?.messages.remove(at: index)
            }
        }
    }

    /// Whoever came in by an undone commit holds a group that nobody else is in: it is asked for a
    /// fresh key package, unless the commit that stands lets it in.
    mutating func bringBack(
        _ wish: GroupWish, unlessIn comers: Set<Data>, _ turn: inout Turn
    ) throws {
        guard let group = membership?.group else { return }
        let key: Data?
        switch wish.kind {
        case .add(_, let added, _): key = added
        case .readmit(let place, _):
            key = try group.roster().first { $0.place == place }.map { Data($0.identityKey) }
        default: return
        }
        guard let key, !comers.contains(key), let contact = turn.directory.contact(Array(key))
        else { return }
        if try group.roster().contains(where: { Data($0.identityKey) == key }) {
            turn.errands.append(.tell(contact: contact, try keyPackageLetter(group)))
        } else {
            try ask(contact, key: key, &turn)
        }
    }

    mutating func noteRoster(_ turn: inout Turn) throws {
        guard let group = membership?.group else { return }
        let (roster, profile) = (try group.roster(), try group.profile())
        membership?.memberCount = roster.count
        membership?.roster = roster.filter { $0.leaf != group.ownLeaf }
            .map { Data($0.identityKey) }
        let places = roster.map(\.place)
        membership?.administrators = profile.administrators.filter { places.contains($0) }
        let title = profile.name
        if !isNamed, name != title { name = turn.directory.unused(title, except: name) }
        turn.output.events.append(.conversation(summary))
    }
}
