import FoundationEssentials
import MLS
import Wire

/// Who commits next: whom a committer that leaves names, and who takes over from one that is silent.
extension Conversation {
    /// Time without a commit after which the next administrator takes over from the committer.
    static let silenceMilliseconds: Int64 = 15 * 60_000
    static let silenceRounds: Int64 = 200

    private static func silence(_ turn: Turn) -> Int64 {
        max(silenceMilliseconds, silenceRounds * Int64(turn.parameters.roundMilliseconds))
    }

    /// Whoever has handed over lately wants to leave itself, and its proposal is on the way; each time
    /// that this account has handed over before, it waits for twice as long.
    func mayHandOver(_ rules: GroupRules, _ turn: Turn) -> Bool {
        guard rules.roster.count > 1, let since = membership?.inChargeSince else { return true }
        let times = min(membership?.handedTo?.count ?? 0, Self.patienceDoublings)
        let patience = Self.silenceRounds * Int64(turn.parameters.roundMilliseconds) << Int64(times)
        return !(0..<patience).contains(turn.now - since)
    }

    private static let patienceDoublings = 8

    /// Others who propose something again and again keep nobody in the group.
    func isLeavingOverdue(_ ready: [GroupWish], _ turn: Turn) -> Bool {
        guard let since = ready.first(where: { $0.kind == .leave })?.madeAt else { return false }
        return !(0..<Self.silence(turn)).contains(turn.now - since)
    }

    /// Who commits cannot remove itself: another administrator has to.
    mutating func handOver(
        _ others: [GroupWish], _ rules: GroupRules, _ turn: inout Turn
    ) throws {
        let own = turn.account.peerSlot
        guard let successor = nextInCharge(rules, except: own) else {
            // Nobody else is here.
            return leaveAlone(&turn)
        }
        var profile = rules.profile
        profile.committer = successor.place
        profile.administrators.removeAll { $0 == own }
        if !profile.administrators.contains(successor.place) {
            profile.administrators.append(successor.place)
        }
        let proposals = try proposals(
            others.filter {
                switch $0.kind {
                case .add, .remove, .readmit: true
                default: false
                }
            }, rules, turn)
        let handedTo = membership?.handedTo ?? []
        membership?.handedTo = handedTo + [successor.place]
        try commit(proposals + [.groupContextExtensions(profile.extensions)], &turn)
    }

    /// Who was removed before reads in the channels that it was.
    private mutating func leaveAlone(_ turn: inout Turn) {
        endMembership(&turn)
        dropEmptyChannels()
    }

    /// The one to whom the group is handed over: of those who were heard lately the next in order, of
    /// administrators first; and none a second time while there is another, since it may hand back.
    private func nextInCharge(_ rules: GroupRules, except own: PeerSlot) -> RosterMember? {
        let candidates = Self.successors(rules, except: own)
        let all =
            candidates
            + rules.roster.filter { member in
                member.place != own && !candidates.contains { $0.place == member.place }
            }
        let heard = Set(
            epochs.suffix(Self.recentEpochs).flatMap { epoch in
                (channels[epoch]?.members.values.map { $0 } ?? []).filter { $0.isHeard == true }
                    .map(\.place)
            })
        let tried = Set(membership?.handedTo ?? [])
        return all.first { heard.contains($0.place) && !tried.contains($0.place) }
            ?? candidates.first { !tried.contains($0.place) } ?? candidates.first
    }

    /// Epochs in which somebody who is there has been heard, in all likelihood.
    private static let recentEpochs = 4

    /// Those who may follow a committer, the next first: administrators in the order of leaves
    /// behind it, then, if there are none, all others.
    private static func successors(_ rules: GroupRules, except own: PeerSlot) -> [RosterMember] {
        let committer = rules.roster.first { $0.place == rules.profile.committer }?.leaf ?? 0
        let behind =
            rules.roster.filter { $0.leaf > committer }
            + rules.roster.filter { $0.leaf < committer }
        let others = behind.filter { $0.place != own }
        let administrators = others.filter { rules.isAdministrator($0) }
        return administrators.isEmpty ? others : administrators
    }

    // MARK: Silence

    /// The committer has let others wait for so long that it is this account's turn.
    func isTakeoverDue(
        _ ready: [GroupWish], _ rules: GroupRules, _ turn: Turn
    ) -> Bool {
        let own = turn.account.peerSlot
        guard rules.profile.administrators.contains(own), membership?.standing == .member else {
            return false
        }
        let since = (ready.map(\.madeAt) + [membership?.unservedSince].compactMap { $0 }).min()
        guard let since,
            let rank = Self.successors(rules, except: rules.profile.committer)
                .firstIndex(where: { $0.place == own })
        else { return false }
        let patience = Self.silence(turn) * Int64(rank + 1)
        // A committer that commits is not silent: what it has not got to yet waits for longer, so that
        // two do not go on undoing each other's commits.
        let opened = newestEpoch.flatMap { channels[$0]?.openedAt } ?? since
        let isSilent = turn.now - max(since, opened) > patience
        return isSilent || turn.now - since > Self.overdueFactor * patience && !hasTakenOver(turn)
    }

    /// Times the patience after which a committer that commits and leaves out what somebody wants is
    /// not waited for either.
    private static let overdueFactor: Int64 = 8

    private func hasTakenOver(_ turn: Turn) -> Bool {
        membership?.committedAt.map { (0...Self.silence(turn)).contains(turn.now - $0) } ?? false
    }

    mutating func takeOver(
        _ ready: [GroupWish], _ rules: GroupRules, _ turn: inout Turn
    ) throws {
        // The committer may have made a commit of what was proposed: all of it stays known.
        membership?.received = nil
        var renamed = rules.profile
        renamed.committer = turn.account.peerSlot
        let assumed = GroupRules(
            groupID: rules.groupID, profile: renamed, roster: rules.roster, capacity: rules.capacity
        )
        var wanted = try proposals(ready.filter { $0.kind != .leave }, assumed, turn)
        let namesProfile = wanted.contains {
            if case .groupContextExtensions = $0 { true } else { false }
        }
        if !namesProfile { wanted.append(.groupContextExtensions(renamed.extensions)) }
        forgetServing(ready)
        try commit(wanted, &turn)
    }
}
