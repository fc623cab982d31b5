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
        dispelDoubt(by: leaf)
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

    func author(_ leaf: UInt32, in epoch: UInt64, _ turn: Turn) -> String {
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

    mutating func takeGroupMessage(
        _ message: [UInt8], from leaf: UInt32, in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard membership?.group != nil else { return }
        let (bytes, speaker) = try openGroupMessage(message, from: leaf, in: epoch, turn)
        // Who has left reads nothing more, though its programs still follow.
        guard membership?.standing == .member else { return }
        let content = try MessageContent(bytes)
        if let place = speaker.place { takeAside(of: place, before: content, &turn) }
        takeContent(content, from: speaker, &turn)
    }

    /// - Throws: if it is not a message of this author in this epoch, or the group is not here.
    mutating func openGroupMessage(
        _ message: [UInt8], from leaf: UInt32, in epoch: UInt64, _ turn: Turn
    ) throws -> (content: [UInt8], speaker: Speaker) {
        guard var group = membership?.group,
            case .application(let received) = try group.process(message),
            received.sender.rawValue == leaf, received.epoch == epoch
        else { throw GroupRules.Violation("a message of somebody else") }
        membership?.group = group
        let member = channels[epoch]?.members[leaf]
        let speaker = Speaker(
            name: author(leaf, in: epoch, turn),
            tag: member?.signatureKey.map { IdentityTag(identityKey: $0) }, epoch: epoch,
            leaf: leaf, place: member?.place)
        return (received.data, speaker)
    }

    private mutating func takeProposals(
        _ proposals: [[UInt8]], from leaf: UInt32, in epoch: UInt64, _ turn: inout Turn
    ) throws {
        guard !proposals.isEmpty, var group = membership?.group, group.epoch == epoch,
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
        var tallies = (membership?.tallies ?? [:]).filter {
            (0...Self.day).contains(turn.now - $0.value.since)
        }
        var tally = tallies[place] ?? Membership.Tally(since: turn.now, count: 0)
        tally.count += 1
        tallies[place] = tally
        membership?.tallies = tallies
        return tally.count <= Self.dailyProposalLimit
    }

    // MARK: The thread

    mutating func tell(_ changes: [GroupChange], _ turn: inout Turn) {
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
}
