import FoundationEssentials
import MLS
import Wire

/// How a group changes: its committer commits what it or others want; the others propose.
extension Conversation {
    /// Fresh keys for a member of a group, when it next writes.
    static let groupKeyLifetimeMilliseconds: Int64 = 7 * 24 * 3_600_000

    mutating func wish(_ kind: GroupWish.Kind, _ turn: inout Turn) throws {
        guard membership?.wishes.contains(where: { $0.kind == kind }) == false else { return }
        if case .readmit(_, let package) = kind, isUsed(try Self.package(package)) { return }
        guard mayWish(kind, turn) else { return }
        membership?.wishes.append(GroupWish(kind, at: turn.now))
        try pursueWishes(&turn)
    }

    /// Times a day that one member is brought back by this account.
    private static let dailyReadmissionLimit = 8

    /// Who asks to be brought back neither stays in by asking, nor keeps the others busy.
    private mutating func mayWish(_ kind: GroupWish.Kind, _ turn: Turn) -> Bool {
        switch kind {
        case .remove(let place):
            membership?.wishes.removeAll { $0.isReadmission(of: place) }
        case .readmit(let place, _):
            guard membership?.wishes.contains(where: { $0.kind == .remove(place) }) == false,
                countReadmission(of: place, turn)
            else { return false }
            // The newest key package is the one whose keys are there.
            membership?.wishes.removeAll { $0.isReadmission(of: place) }
        default: break
        }
        return true
    }

    private mutating func countReadmission(of place: PeerSlot, _ turn: Turn) -> Bool {
        var tallies = (membership?.readmissions ?? [:]).filter {
            (0...Self.day).contains(turn.now - $0.value.since)
        }
        var tally = tallies[place] ?? Membership.Tally(since: turn.now, count: 0)
        tally.count += 1
        tallies[place] = tally
        membership?.readmissions = tallies
        return tally.count <= Self.dailyReadmissionLimit
    }

    /// Does what can be done now for what is wanted.
    mutating func pursueWishes(_ turn: inout Turn) throws {
        guard let membership, let group = membership.group,
            membership.standing == .member || membership.standing == .leaving
        else { return }
        let rules = try group.rules(capacity: turn.parameters.capacity)
        forgetHopelessWishes(rules)
        let ready = (self.membership?.wishes ?? []).filter(\.isReady)
        guard !ready.isEmpty || membership.unservedSince != nil else { return }
        if rules.profile.committer == turn.account.peerSlot {
            if isCommitDue(ready, turn) { try commitWishes(ready, rules, &turn) }
        } else if isTakeoverDue(ready, rules, turn) {
            try takeOver(ready, rules, &turn)
        } else {
            try proposeWishes(rules, &turn)
        }
    }

    /// A committer makes one commit in so many rounds: what comes meanwhile goes into the next.
    private static let committingPeriodRounds: Int64 = 16

    /// People who are added together come in together, as long as a key package of one comes in so many
    /// rounds: each commit more is one that all others have to read.
    private static let gatheringRounds: Int64 = 96

    private func isCommitDue(_ ready: [GroupWish], _ turn: Turn) -> Bool {
        if isGathering(ready, turn) { return false }
        guard let last = membership?.committedAt else { return true }
        let period = Self.committingPeriodRounds * Int64(turn.parameters.roundMilliseconds)
        return !(0..<period).contains(turn.now - last)
    }

    private func isGathering(_ ready: [GroupWish], _ turn: Turn) -> Bool {
        let patience = Self.gatheringRounds * Int64(turn.parameters.roundMilliseconds)
        let additions = (membership?.wishes ?? []).filter(\.isAddition)
        return (membership?.received ?? []).isEmpty && ready.allSatisfy(\.isAddition)
            && !additions.allSatisfy(\.isReady)
            && additions.contains { (0..<patience).contains(turn.now - $0.madeAt) }
    }

    /// What has come about by itself, or cannot any more.
    private mutating func forgetHopelessWishes(_ rules: GroupRules) {
        let places = Set(rules.roster.map(\.place))
        let before = membership?.wishes ?? []
        membership?.wishes.removeAll { wish in
            switch wish.kind {
            case .add(_, let key, _): rules.roster.contains { Data($0.identityKey) == key }
            case .remove(let place), .readmit(let place, _): !places.contains(place)
            case .rename(let title): rules.profile.name == title
            case .promote(let place):
                !places.contains(place) || rules.profile.administrators.contains(place)
            case .leave, .changeKeys: false
            }
        }
        let left = membership?.wishes ?? []
        guard let group = membership?.group, !group.parents.isEmpty else { return }
        membership?.served += before.filter { !left.contains($0) && $0.isServedInRoster }
    }

    /// Does what can be done; what cannot is given up, and changes nothing.
    mutating func pursueWishesOrGiveUp(_ turn: inout Turn) {
        var copy = self
        var copyTurn = turn
        if (try? copy.pursueWishes(&copyTurn)) != nil {
            (self, turn) = (copy, copyTurn)
            return
        }
        membership?.received = nil
        membership?.group?.setProposalsAside()
        pursueWishesSingly(&turn)
    }

    /// What does not go together is done one after the other, removals first; what cannot be done by
    /// itself either is given up.
    private mutating func pursueWishesSingly(_ turn: inout Turn) {
        let ready = (membership?.wishes ?? []).filter(\.isReady)
        let removals = ready.filter { if case .remove = $0.kind { true } else { false } }
        membership?.wishes.removeAll(where: \.isReady)
        var (kept, hopeless): ([GroupWish], [GroupWish]) = ([], [])
        for wish in removals + ready.filter({ !removals.contains($0) }) {
            var copy = self
            var copyTurn = turn
            copy.membership?.wishes.append(wish)
            guard (try? copy.pursueWishes(&copyTurn)) != nil else {
                // Leaving is never given up.
                if wish.kind == .leave { kept.append(wish) } else { hopeless.append(wish) }
                continue
            }
            (self, turn) = (copy, copyTurn)
            kept += (membership?.wishes ?? []).filter(\.isReady)
            membership?.wishes.removeAll(where: \.isReady)
        }
        if membership?.group != nil { membership?.wishes += kept }
        guard !hopeless.isEmpty else { return }
        event("a change of the group that you wanted cannot be made any more", &turn)
    }

    mutating func dropServedWishes(_ changes: [GroupChange]) {
        for case .readmitted(let member) in changes {
            let served = (membership?.wishes ?? []).filter { $0.isReadmission(of: member.place) }
            membership?.wishes.removeAll { served.contains($0) }
            membership?.served += served
        }
    }

    // MARK: Proposing

    private mutating func proposeWishes(_ rules: GroupRules, _ turn: inout Turn) throws {
        guard var group = membership?.group else { return }
        for index in membership?.wishes.indices ?? 0..<0 {
            guard let wish = membership?.wishes[index], wish.isReady,
                wish.proposedIn != group.epoch
            else { continue }
            let messages: [[UInt8]]
            if wish.kind == .changeKeys {
                messages = [try group.proposeUpdate()]
                keysChangedAt = turn.now
            } else {
                messages = try group.propose(try proposals([wish], rules, turn))
            }
            channels[group.epoch]?.enqueue(StreamItem.proposals(messages).encoded)
            membership?.wishes[index].proposedIn = group.epoch
        }
        membership?.wishes.removeAll { $0.kind == .changeKeys }
        membership?.group = group
    }

    /// The proposals that fulfil wishes, as far as they are no commit's own affair.
    func proposals(
        _ wishes: [GroupWish], _ rules: GroupRules, _ turn: Turn
    ) throws -> [Proposal] {
        var proposals: [Proposal] = []
        var profile = rules.profile
        func leaf(_ place: PeerSlot) throws -> LeafIndex {
            guard let member = rules.roster.first(where: { $0.place == place }) else {
                throw GroupRules.Violation("somebody who is no member")
            }
            return LeafIndex(member.leaf)
        }
        for wish in wishes {
            switch wish.kind {
            case .add(_, _, let package?): proposals.append(.add(try Self.package(package)))
            case .remove(let place): proposals.append(.remove(try leaf(place)))
            case .readmit(let place, let package):
                proposals += [.remove(try leaf(place)), .add(try Self.package(package))]
            case .rename(let title): profile.name = title
            case .promote(let place): profile.administrators.append(place)
            case .leave: proposals.append(.remove(try leaf(turn.account.peerSlot)))
            case .add(_, _, nil), .changeKeys: break
            }
        }
        if profile != rules.profile {
            proposals.append(.groupContextExtensions(profile.extensions))
        }
        return proposals
    }

    private static func package(_ message: Data) throws -> KeyPackage {
        guard case .keyPackage(let package) = try MLSMessage(encoded: Array(message)).body else {
            throw GroupRules.Violation("no key package")
        }
        return package
    }

    // MARK: Committing

    private mutating func commitWishes(
        _ ready: [GroupWish], _ rules: GroupRules, _ turn: inout Turn
    ) throws {
        let wantsToLeave = ready.contains { $0.kind == .leave }
        let removed = try placesToRemove(rules)
        let others = ready.filter { wish in
            wish.kind != .leave && !removed.contains(where: { wish.isReadmission(of: $0) })
        }
        let received = (membership?.received ?? []).flatMap(\.proposals).prefix(Self.carryLimit)
        // What others want comes first: a group that everybody leaves would be handed round for ever.
        if wantsToLeave, mayHandOver(rules, turn),
            received.isEmpty || isLeavingOverdue(ready, turn)
        {
            return try handOver(others, rules, &turn)
        }
        guard !others.isEmpty || !received.isEmpty else { return }
        if commits(others, carrying: received.map(Array.init), isRemembered: true, rules, &turn) {
            return
        }
        // What does not go together, or what nobody may, does not hold up the rest: the others say
        // what they want again in the next epoch.
        membership?.group?.setProposalsAside()
        for item in (membership?.received ?? []).prefix(Self.trialLimit) {
            let proposals = item.proposals.map { Array($0) }
            if commits(others, carrying: proposals, rules, &turn) { return }
        }
        if !others.isEmpty, commits(others, carrying: [], rules, &turn) { return }
        for wish in others where commits([wish], carrying: [], rules, &turn) { return }
        throw GroupRules.Violation("changes that cannot be made")
    }

    /// Members whom others propose to remove, and not to bring back: asking to be brought back keeps
    /// nobody in.
    private func placesToRemove(_ rules: GroupRules) throws -> [PeerSlot] {
        let pending = membership?.group?.rememberedProposals(false) ?? []
        let coming = try pending.compactMap { proposal -> PeerSlot? in
            if case .add(let package) = proposal {
                try GroupRules.place(package).place
            } else {
                nil
            }
        }
        return pending.compactMap { proposal in
            guard case .remove(let leaf) = proposal else { return nil }
            return rules.roster.first { $0.leaf == leaf.rawValue }?.place
        }.filter { !coming.contains($0) }
    }

    /// Proposals that a commit carries at most.
    private static let carryLimit = 255
    /// Members' proposals that are tried one by one when they cannot all be committed.
    private static let trialLimit = 16

    /// Tries a commit; what fails leaves all as it was.
    /// - Parameter isRemembered: whether the proposals that are carried were taken up before.
    private mutating func commits(
        _ wishes: [GroupWish], carrying carried: [[UInt8]], isRemembered: Bool = false,
        _ rules: GroupRules, _ turn: inout Turn
    ) -> Bool {
        var copy = self
        var copyTurn = turn
        do {
            copy.forgetServing(wishes)
            if !isRemembered, var group = copy.membership?.group {
                _ = try group.take(carried, rules)
                copy.membership?.group = group
            }
            try copy.commit(
                try copy.proposals(wishes, rules, copyTurn), carrying: carried, &copyTurn)
        } catch { return false }
        (self, turn) = (copy, copyTurn)
        return true
    }

    /// Wishes that a commit serves without leaving a trace in the roster.
    mutating func forgetServing(_ wishes: [GroupWish]) {
        let served = (membership?.wishes ?? []).filter { wish in
            wishes.contains { $0.kind == wish.kind } && !Self.isSeenInRoster(wish)
        }
        membership?.wishes.removeAll { served.contains($0) }
        membership?.served += served.filter(\.isServedInRoster)
    }

    /// Whether a wish is found fulfilled by looking at the group.
    private static func isSeenInRoster(_ wish: GroupWish) -> Bool {
        switch wish.kind {
        case .readmit, .changeKeys: false
        default: true
        }
    }

    /// Commits and publishes it; the group is in the new epoch when this returns.
    mutating func commit(
        _ proposals: [Proposal], carrying carried: [[UInt8]] = [], _ turn: inout Turn
    ) throws {
        guard var group = membership?.group else { return }
        let before = try group.roster()
        let epoch = group.epoch
        let rules = try group.rules(capacity: turn.parameters.capacity)
        let made = try group.commit(
            proposals, remembered: !carried.isEmpty, rules, at: turn.now)
        let item = StreamItem.commit(proposals: carried, commit: made.message).encoded
        // What no stream takes must not take effect here either.
        guard max(item.count, made.welcome?.count ?? 0) <= IncomingStream.itemLimit else {
            throw GroupRules.Violation("a commit larger than any stream takes")
        }
        channels[epoch]?.enqueueCommit(item)
        membership?.group = group
        membership?.committedAt = turn.now
        noteStanding(made.message, of: epoch)
        noteUsed(made.proposals)
        if !RosterGroup.onlyAdds(made.proposals) { keysChangedAt = turn.now }
        if let welcome = made.welcome {
            let joiners = made.proposals.compactMap { proposal in
                if case .add(let package) = proposal { package } else { nil }
            }
            try admit(joiners, welcome: welcome, into: group.epoch, &turn)
        }
        try finishChange(made.changes, before, &turn)
    }

    /// Fresh keys when somebody writes who has had the same for long.
    mutating func changeGroupKeysIfDue(_ turn: inout Turn) throws {
        guard membership?.group != nil,
            turn.now - keysChangedAt > Self.groupKeyLifetimeMilliseconds
        else { return }
        try wish(.changeKeys, &turn)
    }
}
