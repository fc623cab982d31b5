import Wire

/// A group as one member's program holds it: what a laboratory compares with the others'.
package struct GroupInspection: Sendable {
    /// The conversation with it.
    package var conversation: String
    /// The same at all members.
    package var group: [UInt8]
    /// Follows the group: is a member, or has left and waits for the commit that says so.
    package var isFollowing: Bool
    /// Waits for a Welcome, to come in or to be brought back.
    package var isJoining: Bool
    package var epoch: UInt64
    /// The same at all members of an epoch; empty without a group.
    package var authenticator: [UInt8]
    /// The slots of the members, this one's included.
    package var members: Set<UInt32>
    /// What was acknowledged and waits for something before it.
    package var heldCount: Int
    /// Where it stands and what it waits for, in words.
    package var state: String
    /// Bytes that were ever put into own streams of epochs.
    package var saidByteCount: UInt64
    /// … and into the longest of those of admissions: the Welcome of who came in last.
    package var welcomeByteCount: UInt64
}

extension ClientEngine {
    package func inspectGroups() -> [GroupInspection] {
        conversations.values.compactMap { conversation in
            guard let membership = conversation.membership else { return nil }
            let isMember = membership.standing == .member || membership.standing == .leaving
            return GroupInspection(
                conversation: conversation.id, group: Array(membership.groupID),
                isFollowing: isMember && membership.group != nil,
                isJoining: membership.joining != nil, epoch: membership.group?.epoch ?? 0,
                authenticator: membership.group?.epochAuthenticator ?? [],
                members: Set((try? membership.group?.roster().map(\.place.slot)) ?? []),
                heldCount: conversation.held.count + (membership.aside?.count ?? 0),
                state: Self.state(conversation, membership),
                saidByteCount: conversation.epochs.reduce(0) {
                    $0 + (conversation.channels[$1]?.outgoing.end ?? 0)
                },
                welcomeByteCount: conversation.admissions.compactMap {
                    conversation.channels[$0]?.outgoing.end
                }.max() ?? 0)
        }
    }

    private static func state(_ conversation: Conversation, _ membership: Membership) -> String {
        let profile = try? membership.group?.profile()
        let roster = (try? membership.group?.roster().map(\.place.slot)) ?? []
        return "\(membership.standing.rawValue), committer "
            + "\(profile.map { "\($0.committer.slot)" } ?? "none"), administrators "
            + "\(profile?.administrators.map(\.slot) ?? []), roster \(roster.sorted()), wishes "
            + "\(membership.wishes.map(\.name)), parents \(membership.group?.parents.map(\.epoch) ?? []), "
            + "channels \(conversation.epochs), held \(conversation.held.map(\.channel)), "
            + "commits \(commits(membership)), streams \(streams(conversation))"
            + ", admissions \(admissions(conversation))"
            + (membership.lost.map { ", lost since \($0.at)" } ?? "")
            + (membership.joining.map { ", \(joining($0))" } ?? "")
    }

    private static func joining(_ joining: Membership.Joining) -> String {
        "joining since \(joining.since ?? 0), asked \(joining.askedAt), "
            + "\(1 + (joining.earlierBundles?.count ?? 0)) key packages, "
            + "\(joining.envelopes?.count ?? 0) envelopes, slots "
            + "\(joining.administrators.map(\.slot))" + (joining.isUndone == true ? ", undone" : "")
            + (joining.isSpoilt == true ? ", spoilt" : "")
    }

    /// Of each: bytes that somebody lacks of the Welcome, and who.
    private static func admissions(_ conversation: Conversation) -> [String] {
        conversation.admissions.sorted().compactMap { id in
            conversation.channels[id].map { channel in
                "\(channel.outgoing.unacknowledgedByteCount) to \(channel.outgoing.end) for "
                    + "\(channel.members.values.map(\.slot).sorted())"
            }
        }
    }

    /// Which commit ended each epoch here, so that branches are told apart.
    private static func commits(_ membership: Membership) -> String {
        (membership.standingCommits ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key):\(Hexadecimal.encode(Array($0.value.prefix(2))))" }
            .joined(separator: " ")
    }

    /// Of each epoch: bytes of the own stream that somebody lacks, and who; then where others' streams
    /// end and how far they came, as far as something is missing.
    private static func streams(_ conversation: Conversation) -> String {
        conversation.epochs.compactMap { epoch -> String? in
            guard let channel = conversation.channels[epoch] else { return nil }
            let own = channel.outgoing
            let lacking = own.waitingFor.sorted().map { "\(channel.members[$0]?.slot ?? .max)" }
            let missing = channel.members.values.filter { !$0.isComplete }.map {
                "\($0.slot): \($0.stream.next) of \($0.end.map { "\($0)" } ?? "?")"
            }
            return "\(epoch): \(own.unacknowledgedByteCount) to \(own.end) for \(lacking), from "
                + "\(missing.sorted()), before \(channel.previous)"
        }.joined(separator: "; ")
    }

    /// The groups in which this account reads and writes, and their epochs.
    package var followedGroups: [[UInt8]: UInt64] {
        let seats = conversations.values.compactMap { conversation -> ([UInt8], UInt64)? in
            guard let membership = conversation.membership, membership.standing == .member else {
                return nil
            }
            return membership.group.map { (Array(membership.groupID), $0.epoch) }
        }
        return Dictionary(seats, uniquingKeysWith: max)
    }

    /// Own messages in groups that somebody has not acknowledged yet, by identifier, and the slots of
    /// those in the epoch in which each was last said whose word is waited for, with that epoch.
    package func groupMessagesUnderWay() -> [String: (readers: Set<UInt32>, epoch: UInt64)] {
        var messages: [String: (readers: Set<UInt32>, epoch: UInt64)] = [:]
        for conversation in conversations.values where conversation.isGroup {
            for message in conversation.outgoing { messages[message.id] = ([], 0) }
            for epoch in conversation.epochs {
                guard let channel = conversation.channels[epoch] else { continue }
                let slots = Set(
                    channel.members.filter { channel.outgoing.awaits($0.key) }.map(\.value.slot))
                for message in channel.outgoing.messages { messages[message] = (slots, epoch) }
            }
        }
        return messages
    }
}

extension GroupWish {
    fileprivate var name: String {
        switch kind {
        case .add(_, _, let package): package == nil ? "add" : "add with key package"
        case .remove(let place): "remove \(place.slot)"
        case .readmit(let place, _): "readmit \(place.slot)"
        case .rename: "rename"
        case .promote(let place): "promote \(place.slot)"
        case .leave: "leave"
        case .changeKeys: "change keys"
        }
    }
}
