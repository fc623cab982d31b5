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
                try copy.takeProposals(proposals, in: epoch, &copyTurn)
            case .commit(let proposals, let commit):
                try copy.takeCommit(commit, proposals, in: epoch, &copyTurn)
            }
            self = copy
            turn = copyTurn
        } catch {
            if !unreadableEpochs.contains(epoch) {
                reportUnreadable(from: author(leaf, in: epoch, turn), in: epoch, &turn)
            }
            askToComeBack(error, item, from: leaf, in: epoch, &turn)
        }
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
            let group = membership?.group, group.epoch == epoch, membership?.joining == nil,
            membership?.standing == .member, let profile = try? group.profile(),
            (try? group.member(at: leaf))?.place == profile.committer
        else { return }
        turn.errands.append(.lost(group: id))
    }

    private func author(_ leaf: UInt32, in epoch: UInt64, _ turn: Turn) -> String {
        guard let member = channels[epoch]?.members[leaf] else { return "somebody" }
        let roster = (try? membership?.group?.roster()) ?? []
        if let known = roster.first(where: { $0.place == member.place }) {
            return turn.name(of: known)
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
        _ proposals: [[UInt8]], in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard var group = membership?.group, group.epoch == epoch else { return }
        let rules = try group.rules(capacity: turn.parameters.capacity)
        _ = try group.take(proposals, rules)
        membership?.group = group
        if membership?.unservedSince == nil { membership?.unservedSince = turn.now }
        guard rules.profile.committer == turn.account.peerSlot else { return }
        try commit([], carrying: proposals, &turn)
    }

    private mutating func takeCommit(
        _ commit: [UInt8], _ proposals: [[UInt8]], in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard var group = membership?.group, epoch <= group.epoch else { return }
        let capacity = turn.parameters.capacity
        guard epoch == group.epoch else {
            guard
                let changes = try group.replace(
                    after: epoch, by: commit, proposals: proposals, capacity: capacity,
                    at: turn.now)
            else { return }
            return try returnTo(epoch, group, changes, &turn)
        }
        let before = try group.roster()
        group.remember(proposals)
        guard case .commit(let staged) = try group.process(commit) else {
            throw GroupRules.Violation("an item that is no commit")
        }
        let rules = try group.rules(capacity: capacity)
        let changes = try group.apply(staged, message: commit, rules, at: turn.now)
        membership?.group = group
        try finishChange(changes, before, &turn)
    }

    // MARK: After a commit

    /// The group has a new epoch: everything that follows from the roster follows it.
    mutating func finishChange(
        _ changes: [GroupChange], _ before: [RosterMember], keeping: [PeerSlot] = [],
        _ turn: inout Turn
    ) throws {
        guard let group = membership?.group else { return }
        tell(changes, &turn)
        guard !group.isRemoved else { return leaveRemoved(&turn) }
        let places = Set(try group.roster().map(\.place))
        let gone = before.map(\.place).filter { !places.contains($0) }
        dismiss(gone.filter { !keeping.contains($0) }, &turn)
        for case .readmitted(let member) in changes { forgetEarlierLeaf(of: member, &turn) }
        for place in keeping where gone.contains(place) {
            membership?.dismissals.append(Membership.Dismissal(place: place, at: turn.now))
        }
        dropServedWishes(changes)
        membership?.unservedSince = nil
        try openEpochChannel(&turn)
        try noteRoster(&turn)
        pursueWishesOrGiveUp(&turn)
    }

    /// This account was removed, or its leaving has been committed.
    private mutating func leaveRemoved(_ turn: inout Turn) {
        if membership?.standing == .leaving { event("you are no member any more", &turn) }
        membership?.standing = .left
        membership?.group = nil
        membership?.wishes = []
        held = []
        turn.output.events.append(.conversation(summary))
    }

    /// Another commit took the place of one that was applied: what was said after it is said again.
    private mutating func returnTo(
        _ epoch: UInt64, _ group: RosterGroup, _ changes: [GroupChange], _ turn: inout Turn
    ) throws {
        let before = try membership?.group?.roster() ?? []
        var again: Set<String> = []
        for later in epochs where later > epoch {
            again.formUnion(channels[later]?.outgoing.messages ?? [])
            channels[later] = nil
            unreadableEpochs.remove(later)
        }
        held.removeAll { $0.channel > epoch && $0.channel < Self.transferChannels.lowerBound }
        membership?.group = group
        // What the undone commit had done is wanted still.
        let served = membership?.served ?? []
        membership?.wishes += served
        membership?.served = []
        for index in membership?.wishes.indices ?? 0..<0 {
            membership?.wishes[index].proposedIn = nil
        }
        event("two changes of the group crossed; this one stands:", &turn)
        try finishChange(changes, before, &turn)
        guard membership?.standing == .member else { return }
        for message in outgoing
        where again.contains(message.id) || again.contains(Self.offerMark(message.id)) {
            try enqueue(message, &turn)
        }
        try sayRemarks(&turn) { again.contains($0) }
    }

    /// Nobody waits for members who are gone, nor reads them.
    private mutating func dismiss(_ places: [PeerSlot], _ turn: inout Turn) {
        for (id, channel) in channels {
            for (leaf, member) in channel.members where places.contains(member.place) {
                deliver(channels[id]?.dismiss(leaf) ?? [], &turn)
            }
        }
        for id in admissions where channels[id]?.members.isEmpty == true { channels[id] = nil }
        held.removeAll { places.contains($0.place) }
    }

    /// Whoever came back with a fresh leaf acknowledges nothing of what was said to the earlier one.
    private mutating func forgetEarlierLeaf(of member: RosterMember, _ turn: inout Turn) {
        for epoch in epochs {
            for (leaf, known) in channels[epoch]?.members ?? [:] where known.place == member.place {
                deliver(channels[epoch]?.dismiss(leaf) ?? [], &turn)
            }
        }
        held.removeAll { $0.place == member.place }
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
        if group.parents.isEmpty { membership?.served = [] }
    }

    /// Whoever promised to let this account in has not done it: the next one may be asked.
    private mutating func expireJoining(_ turn: Turn) {
        guard let joining = membership?.joining else { return }
        let isMember = membership?.standing == .member
        let patience = isMember ? Self.readmissionPatience : Self.finishedLifetimeMilliseconds
        guard turn.now - joining.askedAt > patience else { return }
        forgetJoining()
        if !isMember { membership?.standing = .left }
    }

    private static let readmissionPatience: Int64 = 24 * 3_600_000

    /// What is due as time passes; called now and then.
    /// - Returns: whether something changed.
    mutating func tend(_ turn: inout Turn) -> Bool {
        guard membership != nil else { return false }
        let before = (channels.count, membership?.group?.revision)
        let due = (membership?.dismissals ?? []).filter {
            turn.now - $0.at > Self.finishedLifetimeMilliseconds
        }
        if !due.isEmpty {
            membership?.dismissals.removeAll { dismissal in
                due.contains { $0.place == dismissal.place }
            }
            dismiss(due.map(\.place), &turn)
        }
        if membership?.standing == .left {
            for (id, channel) in channels
            where turn.now - channel.openedAt > Self.finishedLifetimeMilliseconds {
                channels[id] = nil
            }
        }
        settle(&turn)
        expireJoining(turn)
        pursueWishesOrGiveUp(&turn)
        return before != (channels.count, membership?.group?.revision)
    }
}
