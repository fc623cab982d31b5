import Crypto
import FoundationEssentials
import MLS
import Wire

/// A commit that lets in several says to all of them at once what is the same for all.
extension Conversation {
    // MARK: The committer's side

    /// Puts a Welcome where the owners of key packages look for it.
    mutating func admit(
        _ packages: [KeyPackage], welcome message: [UInt8], into epoch: UInt64,
        _ turn: inout Turn
    ) throws {
        guard case .welcome(let welcome) = try MLSMessage(encoded: message).body else {
            throw GroupRules.Violation("a Welcome that is none")
        }
        guard packages.count > 1 else {
            for package in packages {
                let own = MLSMessage(.welcome(try welcome.addressed(to: package)))
                try openAdmission(of: package, saying: own.encoded, into: epoch, &turn)
            }
            return
        }
        let secret = turn.random.keyBytes(WelcomeEnvelope.secretByteCount)
        var joiners: [UInt32: Channel.Member] = [:]
        for package in packages {
            let envelope = try WelcomeEnvelope(welcome, to: package, secret: secret)
            try openAdmission(of: package, saying: envelope.encoded, into: epoch, &turn)
            let place = try GroupRules.place(package).place
            joiners[place.slot] = Channel.Member(place)
        }
        openAdmission(
            SymmetricKey(data: secret), joiners, saying: welcome.encryptedGroupInfo,
            into: epoch, &turn)
    }

    private mutating func openAdmission(
        of package: KeyPackage, saying item: [UInt8], into epoch: UInt64, _ turn: inout Turn
    ) throws {
        let place = try GroupRules.place(package).place
        forgetAdmissions(of: place)
        openAdmission(
            Self.admissionSecret(package), [place.slot: Channel.Member(place)], saying: item,
            into: epoch, &turn)
    }

    private mutating func openAdmission(
        _ secret: SymmetricKey, _ joiners: [UInt32: Channel.Member], saying item: [UInt8],
        into epoch: UInt64, _ turn: inout Turn
    ) {
        var channel = Channel(
            secret: secret, ownLeaf: turn.account.slot, members: joiners,
            incarnation: turn.incarnation(), leadsTo: epoch, openedAt: turn.now)
        channel.enqueue(item)
        channels[turn.admission()] = channel
    }

    /// Before another Welcome for the same place: its newest one stays, since the commit that makes the
    /// other necessary may be undone.
    private mutating func forgetAdmissions(of place: PeerSlot) {
        let earlier = admissions.compactMap { id -> UInt64? in
            guard let channel = channels[id], channel.outgoing.end > 0,
                channel.members.values.contains(where: { $0.place == place })
            else { return nil }
            return channel.leadsTo ?? 0
        }
        guard let newest = earlier.max(), newest > 0 else { return }
        dropAdmissions(of: place, into: newest - 1, orBefore: .min)
    }

    /// Whoever speaks in an epoch has come in: nothing is said to it any more so that it does.
    mutating func closeAdmissions(of place: PeerSlot, heardIn epoch: UInt64) {
        guard !admissions.isEmpty, let openedAt = channels[epoch]?.openedAt else { return }
        dropAdmissions(of: place, into: epoch, orBefore: openedAt)
    }

    /// Welcomes for somebody who is in, or who was out before it could take them.
    /// - Parameters:
    ///   - last: the last epoch for which they are not needed.
    ///   - time: of those that an earlier version made, which do not tell their epoch.
    mutating func dropAdmissions(of place: PeerSlot, into last: UInt64, orBefore time: Int64) {
        for id in admissions {
            guard var channel = channels[id], channel.outgoing.end > 0,
                channel.leadsTo.map({ $0 <= last }) ?? (channel.openedAt <= time),
                let leaf = channel.members.first(where: { $0.value.place == place })?.key
            else { continue }
            _ = channel.dismiss(leaf)
            channels[id] = channel.members.isEmpty ? nil : channel
            _ = finishAdmission(id)
        }
    }

    /// Nobody waits longer for a joiner than for a member.
    mutating func expireAdmissions(at now: Int64) {
        for id in admissions {
            guard let channel = channels[id], channel.outgoing.end > 0,
                now - channel.openedAt > Self.retentionMilliseconds
            else { continue }
            channels[id] = nil
        }
    }

    // MARK: The joiner's side

    /// Envelopes that are kept of one committer, and in all.
    private static let envelopeLimits = (place: 2, all: 6)

    /// An item of an admission: a Welcome, an envelope, or the GroupInfo for one.
    mutating func takeAdmissionItem(
        _ item: [UInt8], from place: PeerSlot, in channel: UInt64, _ turn: inout Turn
    ) {
        if let envelope = envelopes.first(where: { $0.channel == channel }) {
            guard let whole = try? WelcomeEnvelope(Array(envelope.item)) else { return }
            takeWelcome(whole.completed(by: item), from: place, &turn)
        } else if let envelope = try? WelcomeEnvelope(item) {
            take(envelope, item, from: place, &turn)
        } else {
            takeWelcome(item, from: place, &turn)
        }
    }

    private mutating func take(
        _ envelope: WelcomeEnvelope, _ item: [UInt8], from place: PeerSlot, _ turn: inout Turn
    ) {
        guard let waiting = membership?.joining ?? membership?.entry,
            item.count <= WelcomeEnvelope.byteLimit,
            ([waiting.bundle] + (waiting.earlierBundles ?? [])).contains(where: {
                envelope.isAddressed(to: $0)
            })
        else { return }
        // The first alone: whoever sends envelopes without end keeps nobody from asking again.
        if membership?.standing == .joining, envelopes.isEmpty {
            membership?.joining?.askedAt = turn.now
        }
        let id = turn.admission()
        channels[id] = Channel(
            secret: SymmetricKey(data: envelope.secret), ownLeaf: turn.account.slot,
            members: [place.slot: Channel.Member(place)], incarnation: turn.incarnation(),
            openedAt: turn.now)
        keep(Membership.Envelope(channel: id, place: place, item: Data(item)))
    }

    /// Of whoever waits to be let in, or came in lately.
    var envelopes: [Membership.Envelope] {
        membership?.joining?.envelopes ?? membership?.entry?.envelopes ?? []
    }

    /// Keeps an envelope; for it the oldest of the same committer goes, then the oldest of all.
    private mutating func keep(_ envelope: Membership.Envelope) {
        var kept = envelopes + [envelope]
        if kept.count(where: { $0.place == envelope.place }) > Self.envelopeLimits.place {
            drop(kept.firstIndex { $0.place == envelope.place }, of: &kept)
        }
        if kept.count > Self.envelopeLimits.all { drop(kept.startIndex, of: &kept) }
        if membership?.joining != nil {
            membership?.joining?.envelopes = kept
        } else {
            membership?.entry?.envelopes = kept
        }
    }

    private mutating func drop(_ index: Int?, of kept: inout [Membership.Envelope]) {
        guard let index else { return }
        channels[kept.remove(at: index).channel] = nil
    }
}
