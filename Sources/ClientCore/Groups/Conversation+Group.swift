import Crypto
import FoundationEssentials
import MLS
import Wire

/// What comes in a group's conversation.
extension Conversation {
    /// Takes up one item of a member's stream.
    ///
    /// Whatever fails leaves the conversation as it was.
    mutating func takeGroupItem(
        _ item: [UInt8], from leaf: UInt32, in epoch: UInt64, _ turn: inout Turn
    ) {
        guard membership?.group != nil else { return }
        var copy = self
        var copyTurn = turn
        do {
            switch try StreamItem(item) {
            case .message(let message):
                try copy.takeGroupMessage(message, from: leaf, in: epoch, &copyTurn)
            case .proposals(let proposals):
                try copy.takeProposals(proposals, from: leaf, in: epoch, &copyTurn)
            case .commit(let proposals, let commit):
                try copy.takeCommit(commit, proposals, from: leaf, in: epoch, &copyTurn)
            case .standing(let digest):
                copy.takeStanding(Data(digest), in: epoch, &copyTurn)
            }
            copy.noteHeard(leaf, in: epoch, turn)
            self = copy
            turn = copyTurn
        } catch {
            if !unreadableEpochs.contains(epoch) {
                reportUnreadable(from: author(leaf, in: epoch, turn), in: epoch, &turn)
            }
            askToComeBack(error, item, from: leaf, in: epoch, &turn)
        }
    }

    /// Somebody else than who brought this account in speaks in this branch of the group.
    private mutating func noteHeard(_ leaf: UInt32, in epoch: UInt64, _ turn: Turn) {
        guard let place = channels[epoch]?.members[leaf]?.place, place != membership?.sponsor
        else { return }
        membership?.heardAt = turn.now
    }

    /// A commit of the group's committer that keys here do not fit.
    ///
    /// Everybody else goes on without this account then. What breaks the rules is no reason: nobody
    /// takes that up.
    private mutating func askToComeBack(
        _ error: any Error, _ item: [UInt8], from leaf: UInt32, in epoch: UInt64,
        _ turn: inout Turn
    ) {
        guard error is MLSError, case .commit = try? StreamItem(item),
            let group = membership?.group, group.epoch == epoch, membership?.lost == nil,
            membership?.standing == .member, let profile = try? group.profile(),
            (try? group.member(at: leaf))?.place == profile.committer
        else { return }
        turn.noteLost(id)
    }

    private func author(_ leaf: UInt32, in epoch: UInt64, _ turn: Turn) -> String {
        guard let member = channels[epoch]?.members[leaf] else { return "somebody" }
        let roster = (try? membership?.group?.roster()) ?? []
        if let known = roster.first(where: { $0.place == member.place }) {
            return turn.name(of: known)
        }
        if let gone = membership?.dismissals.last(where: { $0.place == member.place })?.name {
            return gone
        }
        return member.signatureKey.flatMap { turn.directory.name(of: Array($0)) }
            ?? "member-\(member.slot)"
    }

    private mutating func takeGroupMessage(
        _ message: [UInt8], from leaf: UInt32, in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard var group = membership?.group else { return }
        guard case .application(let received) = try group.process(message),
            received.sender.rawValue == leaf, received.epoch == epoch
        else { throw GroupRules.Violation("a message of somebody else") }
        membership?.group = group
        // Who has left reads nothing more, though its programs still follow.
        guard membership?.standing == .member else { return }
        let member = channels[epoch]?.members[leaf]
        takeContent(
            try MessageContent(received.data),
            from: Speaker(
                name: author(leaf, in: epoch, turn),
                tag: member?.signatureKey.map { IdentityTag(identityKey: $0) }, epoch: epoch,
                leaf: leaf, place: member?.place),
            &turn)
    }

    private mutating func takeProposals(
        _ proposals: [[UInt8]], from leaf: UInt32, in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard var group = membership?.group, group.epoch == epoch,
            let place = try group.member(at: leaf)?.place, mayPropose(place, turn)
        else { return }
        let rules = try group.rules(capacity: turn.parameters.capacity)
        for case .add(let package) in try group.take(proposals, rules).map(\.proposal)
        where isUsed(package) {
            throw GroupRules.Violation("a key package that was used before")
        }
        membership?.group = group
        let isCommitter = rules.profile.committer == turn.account.peerSlot
        var received = membership?.received ?? []
        received.append(
            Membership.ReceivedItem(
                place: place, proposals: isCommitter ? proposals.map { Data($0) } : []))
        membership?.received = received
        if membership?.unservedSince == nil { membership?.unservedSince = turn.now }
        guard isCommitter else { return }
        try pursueWishes(&turn)
    }

    /// Items of proposals that are remembered of one member in an epoch, and of all.
    private static let proposalLimit = 8
    private static let epochProposalLimit = 128
    /// Items of proposals that are taken up of one member in a day.
    private static let dailyProposalLimit = 64
    static let day: Int64 = 24 * 3_600_000

    /// Counts what a member proposes: nobody keeps the others busy without end.
    private mutating func mayPropose(_ place: PeerSlot, _ turn: Turn) -> Bool {
        let received = membership?.received ?? []
        guard received.count < Self.epochProposalLimit,
            received.count(where: { $0.place == place }) < Self.proposalLimit
        else { return false }
        var tally = membership?.tallies?[place] ?? Membership.Tally(since: turn.now, count: 0)
        if turn.now < tally.since || turn.now - tally.since > Self.day {
            tally = Membership.Tally(since: turn.now, count: 0)
        }
        tally.count += 1
        var tallies = membership?.tallies ?? [:]
        tallies[place] = tally
        membership?.tallies = tallies
        return tally.count <= Self.dailyProposalLimit
    }

    private mutating func takeCommit(
        _ commit: [UInt8], _ proposals: [[UInt8]], from leaf: UInt32, in epoch: UInt64,
        _ turn: inout Turn
    ) throws {
        guard var group = membership?.group, epoch <= group.epoch else { return }
        let capacity = turn.parameters.capacity
        guard epoch == group.epoch else {
            guard group.hasParent(epoch) else { return tellWhatStands(commit, in: epoch) }
            guard
                let replacement = try group.replace(
                    after: epoch, by: commit, of: leaf, proposals: proposals,
                    capacity: capacity, at: turn.now)
            else { return }
            noteStanding(commit, of: epoch)
            noteUsed(replacement.proposals)
            return try returnTo(epoch, group, replacement, &turn)
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
    private mutating func takeStanding(
        _ digest: Data, in epoch: UInt64, _ turn: inout Turn
    ) {
        guard let own = membership?.standingCommits?[epoch], own != digest,
            membership?.standing == .member, membership?.lost == nil
        else { return }
        turn.noteLost(id)
    }

    // MARK: After a commit

    /// The group has a new epoch: everything that follows from the roster follows it.
    mutating func finishChange(
        _ changes: [GroupChange], _ before: [RosterMember], keeping: [PeerSlot] = [],
        _ turn: inout Turn
    ) throws {
        guard let group = membership?.group else { return }
        tell(changes, &turn)
        guard !group.isRemoved else { return leaveRemoved(changes, &turn) }
        let places = Set(try group.roster().map(\.place))
        let gone = before.map(\.place).filter { !places.contains($0) }
        // What somebody said before it left is read by all; nobody waits for its word.
        let left = changes.compactMap { change in
            if case .left(let member) = change { member.place } else { nil }
        }
        dismiss(gone.filter { !keeping.contains($0) && !left.contains($0) }, &turn)
        stopWaiting(for: left.filter { !keeping.contains($0) }, &turn)
        var missed: Set<String> = []
        for case .readmitted(let member) in changes {
            missed.formUnion(forgetEarlierLeaf(of: member, &turn))
        }
        for place in gone where keeping.contains(place) || left.contains(place) {
            let name = before.first { $0.place == place }.map { turn.name(of: $0) }
            membership?.dismissals.append(
                Membership.Dismissal(
                    place: place, at: turn.now, name: name, epoch: group.epoch - 1))
        }
        membership?.received = nil
        dropServedWishes(changes)
        membership?.unservedSince = nil
        try openEpochChannel(&turn)
        try noteRoster(&turn)
        try sayAgain(missed, &turn)
        try sayWithheld(&turn)
        pursueWishesOrGiveUp(&turn)
    }

    /// Says in the newest epoch what has not arrived where it was said.
    private mutating func sayAgain(
        _ ids: Set<String>, with others: [MessageRecord] = [], _ turn: inout Turn
    ) throws {
        var messages = outgoing.filter {
            ids.contains($0.id) || ids.contains(Self.offerMark($0.id))
        }
        for message in others where !messages.contains(where: { $0.id == message.id }) {
            messages.append(message)
        }
        for message in messages.sorted(by: { $0.sequence < $1.sequence }) {
            try enqueue(message, &turn)
        }
        try sayRemarks(&turn) { ids.contains($0) }
    }

    /// The removal for which own words wait is not made again.
    private mutating func giveUpWithheld(_ turn: inout Turn) {
        let patience = max(3_600_000, 400 * Int64(turn.parameters.roundMilliseconds))
        guard let withheld = membership?.withheld,
            !(0...patience).contains(turn.now - withheld.since)
        else { return }
        membership?.withheld = nil
        event("who had been removed is in the group still", &turn)
        giveUp(Array(withheld.ids) + withheld.messages.map(\.id), &turn)
    }

    /// Says what waited for somebody's removal, once that has been made again.
    private mutating func sayWithheld(_ turn: inout Turn) throws {
        guard let withheld = membership?.withheld, let group = membership?.group,
            membership?.standing == .member,
            try !group.roster().contains(where: { withheld.places.contains($0.place) })
        else { return }
        membership?.withheld = nil
        try sayAgain(withheld.ids, with: withheld.messages, &turn)
    }

    /// Contacts who are in the group say that this account, which asked to be brought back, is not.
    mutating func hearOfRemoval(by contact: Data, contacts: Int, _ turn: inout Turn) {
        guard membership?.standing == .member, var lost = membership?.lost,
            lost.asked.contains(contact)
        else { return }
        // One may be behind itself: it is asked again after a while, or somebody else is.
        let denied = (lost.denied ?? []) + [contact]
        lost.denied = denied
        lost.asked.removeAll { $0 == contact }
        membership?.lost = lost
        guard denied.count >= 2 else { return }
        event("you are no member any more: you were removed while you could not follow", &turn)
        forgetJoining()
        leaveRemoved([], &turn)
    }

    /// This account was removed, or its leaving has been committed.
    private mutating func leaveRemoved(_ changes: [GroupChange], _ turn: inout Turn) {
        let isReadmission = changes.contains {
            if case .readmitted(let member) = $0 {
                member.place == turn.account.peerSlot
            } else {
                false
            }
        }
        takeLastWords(&turn) { _ in true }
        if isReadmission, membership?.standing == .member {
            membership?.group = nil
            // What came there could not be taken up: it is not acknowledged either.
            for epoch in epochs { channels[epoch] = nil }
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
        if membership?.standing == .leaving {
            event("you are no member any more", &turn)
        } else {
            giveUpSaying(&turn)
        }
        membership?.standing = .left
        membership?.group = nil
        membership?.wishes = []
        membership?.received = nil
        membership?.lost = nil
        membership?.withheld = nil
        membership?.unsettled = nil
        turn.output.events.append(.conversation(summary))
    }

    /// Nobody reads this account in the group any more: what has not arrived does not.
    private mutating func giveUpSaying(_ turn: inout Turn) {
        for id in channels.keys { channels[id]?.stopSaying() }
        giveUp(outgoing.map(\.id), &turn)
    }

    /// Another commit took the place of one that was applied: what was said after it is said again.
    private mutating func returnTo(
        _ epoch: UInt64, _ group: RosterGroup, _ replacement: GroupReplacement,
        _ turn: inout Turn
    ) throws {
        let before = try membership?.group?.roster() ?? []
        var again: Set<String> = []
        let readers = Set(before.map(\.place))
        let unsettled = (membership?.unsettled ?? []).filter { $0.epoch > epoch }.map(\.record)
        membership?.unsettled?.removeAll { $0.epoch > epoch }
        for later in epochs where later > epoch {
            again.formUnion(channels[later]?.outgoing.messages ?? [])
            channels[later] = nil
            unreadableEpochs.remove(later)
        }
        held.removeAll { $0.channel > epoch && $0.channel < Self.transferChannels.lowerBound }
        membership?.group = group
        // What the undone commit had done is wanted still.
        let served = membership?.served ?? []
        membership?.wishes += served.filter(\.isRemovalOrChange)
        membership?.served = []
        membership?.received = nil
        for wish in served where !wish.isRemovalOrChange { try bringBack(wish, &turn) }
        for index in membership?.wishes.indices ?? 0..<0 {
            membership?.wishes[index].proposedIn = nil
        }
        event("two changes of the group crossed; this one stands:", &turn)
        try finishChange(replacement.changes, before, &turn)
        guard membership?.standing == .member else { return }
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
    /// fresh key package.
    private mutating func bringBack(_ wish: GroupWish, _ turn: inout Turn) throws {
        guard let group = membership?.group else { return }
        let key: Data?
        switch wish.kind {
        case .add(_, let added, _): key = added
        case .readmit(let place, _):
            key = try group.roster().first { $0.place == place }.map { Data($0.identityKey) }
        default: return
        }
        guard let key, let contact = turn.directory.contact(Array(key)) else { return }
        if try group.roster().contains(where: { Data($0.identityKey) == key }) {
            turn.errands.append(.tell(contact: contact, try keyPackageLetter(group)))
        } else {
            try ask(contact, key: key, &turn)
        }
    }

    /// Nobody waits for these members' word any more.
    private mutating func stopWaiting(for places: [PeerSlot], _ turn: inout Turn) {
        for (id, channel) in channels {
            for (leaf, member) in channel.members where places.contains(member.place) {
                release(id, &turn) { $0.stopWaiting(for: leaf) }
            }
        }
    }

    /// Nobody waits for members who are gone, nor reads them.
    /// - Parameter last: the last epoch in which they were; nil for all.
    private mutating func dismiss(
        _ places: [PeerSlot], until last: UInt64? = nil, _ turn: inout Turn
    ) {
        takeLastWords(&turn) {
            places.contains($0.place) && $0.channel <= last ?? .max
        }
        for (id, channel) in channels where id <= last ?? .max {
            for (leaf, member) in channel.members where places.contains(member.place) {
                release(id, &turn) { $0.dismiss(leaf) }
            }
        }
        for id in admissions where channels[id]?.members.isEmpty == true { channels[id] = nil }
    }

    /// Takes up what somebody has said, and this account has acknowledged, though something before it
    /// never came: its author counts it as delivered.
    mutating func takeLastWords(_ turn: inout Turn, of wanted: (HeldItems) -> Bool) {
        let last = held.filter(wanted).sorted { $0.channel < $1.channel }
        held.removeAll(where: wanted)
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

    /// Whoever came back with a fresh leaf acknowledges nothing of what was said to the earlier one.
    /// - Returns: the messages that it lacks.
    private mutating func forgetEarlierLeaf(
        of member: RosterMember, _ turn: inout Turn
    ) -> Set<String> {
        takeLastWords(&turn) { $0.place == member.place }
        var missed: Set<String> = []
        for epoch in epochs {
            for (leaf, known) in channels[epoch]?.members ?? [:] where known.place == member.place {
                let lacking = channels[epoch]?.outgoing.messages(lackedBy: leaf) ?? []
                missed.formUnion(lacking)
                let delivered = channels[epoch]?.dismiss(leaf) ?? []
                deliver(delivered.filter { !lacking.contains($0) }, &turn)
            }
        }
        return missed
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

    // MARK: The thread

    private mutating func tell(_ changes: [GroupChange], _ turn: inout Turn) {
        guard membership?.standing != .left else { return }
        for change in changes {
            guard let text = Self.text(change, turn) else { continue }
            event(text, &turn)
        }
    }

    private static func text(_ change: GroupChange, _ turn: Turn) -> String? {
        func name(_ member: RosterMember) -> String { turn.name(of: member) }
        return switch change {
        case .added(let member, let author): "\(name(author)) added \(name(member))"
        case .removed(let member, let author): "\(name(author)) removed \(name(member))"
        case .left(let member): "\(name(member)) left"
        case .readmitted(let member): "\(name(member)) came back with fresh keys"
        case .renamed(let title, let author): "\(name(author)) renamed the group to “\(title)”"
        case .promoted(let member, let author):
            "\(name(author)) made \(name(member)) an administrator"
        case .demoted(let member, let author):
            "\(name(author)) took the administrator's role from \(name(member))"
        case .handedOver, .keysChanged: nil
        }
    }

    // MARK: Finality

    /// Forgets what a commit could be undone with, once every member has been heard after it.
    mutating func settle(_ turn: inout Turn) {
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
            forgetJoining()
            turn.noteLost(id)
            return
        }
        guard let joining = membership?.joining, membership?.standing != .member,
            turn.now - joining.askedAt > Self.finishedLifetimeMilliseconds
        else { return }
        forgetJoining()
        membership?.standing = .left
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

    private func isMember(_ place: PeerSlot) -> Bool {
        (try? membership?.group?.roster())?.contains { $0.place == place } == true
    }

    /// What is due as time passes; called now and then.
    /// - Returns: whether something changed.
    mutating func tend(_ turn: inout Turn) -> Bool {
        guard membership != nil else { return false }
        let before = (channels.count, membership?.group?.revision, turn.errands.count)
        for due in membership?.dismissals ?? []
        where turn.now - due.at > Self.finishedLifetimeMilliseconds {
            membership?.dismissals.removeAll { $0.place == due.place && $0.at == due.at }
            // Of an earlier version: who is in the group is not dismissed.
            let isBack = due.epoch == nil && isMember(due.place)
            if !isBack { dismiss([due.place], until: due.epoch, &turn) }
        }
        if membership?.standing == .left {
            for (id, channel) in channels
            where turn.now - channel.openedAt > Self.finishedLifetimeMilliseconds {
                channels[id] = nil
            }
        }
        settle(&turn)
        offerReturn(to: expireChannels(&turn), &turn)
        expireJoining(&turn)
        giveUpWithheld(&turn)
        askAgain(&turn)
        pursueWishesOrGiveUp(&turn)
        return before != (channels.count, membership?.group?.revision, turn.errands.count)
    }
}
