import Crypto
import FoundationEssentials
import MLS
import Wire

/// How somebody comes into a group: a contact asks for a key package, an administrator commits,
/// and the Welcome lies in the committer's slot, under a key that the key package determines.
extension Conversation {
    // MARK: The joiner's side

    /// A contact wants to add this account, or is to bring it back.
    /// - Parameter askedPlace: of a contact that may administer by now, and let this account in itself.
    /// - Returns: the key package for the contact.
    mutating func beginJoining(
        adder: Data, administrators known: [PeerSlot], askedPlace: PeerSlot? = nil,
        _ turn: inout Turn
    ) throws -> [UInt8] {
        let administrators = known + (askedPlace.map { [$0] } ?? [])
        let group = Array(membership?.groupID ?? Data())
        let bundle = try RosterGroup.keyPackage(turn.account, for: group)
        let members = administrators.filter { $0 != turn.account.peerSlot }
            .map { ($0.slot, Channel.Member($0)) }
        let earlier = membership?.joining.map { [$0.bundle] + ($0.earlierBundles ?? []) } ?? []
        let (before, envelopes) = (membership?.joining, envelopes)
        forgetAdmissions(except: Self.earlierBundleLimit)
        membership?.joining = Membership.Joining(
            bundle: Data(bundle.serialise()),
            earlierBundles: Array(earlier.prefix(Self.earlierBundleLimit)), adder: adder,
            administrators: administrators, askedPlace: askedPlace, undone: before?.undone,
            envelopes: envelopes,
            askedAt: turn.now, since: before?.since ?? before?.askedAt ?? turn.now)
        membership?.entry = nil
        channels[turn.admission()] = Channel(
            secret: Self.admissionSecret(bundle.keyPackage), ownLeaf: turn.account.slot,
            members: Dictionary(members, uniquingKeysWith: { first, _ in first }),
            incarnation: turn.incarnation(), openedAt: turn.now)
        return bundle.message
    }

    /// An administrator known here says who administers now: one of those may bring this account back.
    mutating func hearOfAdministrators(_ places: [PeerSlot], from place: PeerSlot) {
        guard var joining = membership?.joining, joining.administrators.contains(place),
            joining.askedPlace != place
        else { return }
        let room = max(0, ClientEngine.welcomingLimit - joining.administrators.count)
        let news = places.filter { !joining.administrators.contains($0) }.prefix(room)
        joining.administrators += news
        membership?.joining = joining
        for id in admissions
        where channels[id]?.outgoing.end == 0 && !envelopes.contains(where: { $0.channel == id }) {
            channels[id]?.listen(to: Array(news))
        }
    }

    /// Nobody is waited for any more to be let in.
    mutating func forgetJoining() {
        forgetAdmissions()
        membership?.joining = nil
        membership?.entry = nil
    }

    /// Earlier key packages whose Welcome is looked for still.
    private static let earlierBundleLimit = 2

    /// Looks for no Welcome any more.
    private mutating func forgetAdmissions() {
        for envelope in envelopes { channels[envelope.channel] = nil }
        forgetAdmissions(except: 0)
    }

    /// Looks for a Welcome in these newest of this account's admissions alone, and for what belongs to
    /// its envelopes.
    private mutating func forgetAdmissions(except count: Int) {
        let ofEnvelopes = envelopes.map(\.channel)
        let own =
            admissions
            .filter { channels[$0]?.outgoing.end == 0 && !ofEnvelopes.contains($0) }
            .sorted { channels[$0]?.openedAt ?? 0 > channels[$1]?.openedAt ?? 0 }
        for id in own.dropFirst(count) { channels[id] = nil }
    }

    mutating func takeWelcome(_ item: [UInt8], from place: PeerSlot, _ turn: inout Turn) {
        guard let joining = membership?.joining else {
            if !takeNewer(item, from: place, &turn) { keepOther(item, place) }
            return
        }
        do {
            try letIn(by: item, joining, from: place, &turn)
        } catch {
            membership?.joining?.isSpoilt = true
            event(
                "the invitation to the group could not be taken up: another one is asked for", &turn
            )
        }
    }

    /// Two contacts were asked, one after the other, and both have let this account in: the later Welcome
    /// is for the leaf that is there.
    private mutating func takeNewer(
        _ item: [UInt8], from place: PeerSlot, _ turn: inout Turn
    ) -> Bool {
        guard let entry = membership?.entry, let known = membership?.group,
            let (group, sponsor) = try? Self.join(item, entry, turn.parameters.capacity),
            group.epoch > known.epoch,
            entry.undone?.contains(Data(group.epochAuthenticator)) != true
        else { return false }
        var copy = self
        var copyTurn = turn
        do {
            try copy.check(group, sponsor, in: place, copyTurn.account)
            try copy.enter(group, entry, sponsor.place, &copyTurn)
        } catch { return false }
        (self, turn) = (copy, copyTurn)
        return true
    }

    mutating func letIn(
        by item: [UInt8], _ joining: Membership.Joining, from place: PeerSlot, _ turn: inout Turn
    ) throws {
        let (group, sponsor) = try Self.join(item, joining, turn.parameters.capacity)
        try check(group, sponsor, in: place, turn.account)
        guard joining.askedPlace != place || Data(sponsor.identityKey) == joining.adder else {
            throw GroupRules.Violation("a Welcome of another than who was asked")
        }
        guard joining.undone?.contains(Data(group.epochAuthenticator)) != true else { return }
        try enter(group, joining, sponsor.place, &turn)
    }

    /// Welcomes besides the one that was taken that are kept, and their bytes together.
    private static let otherWelcomeLimit = (count: 2, byteCount: IncomingStream.itemLimit)

    /// Two commits crossed that both let this account in: if the one that was taken is undone, the
    /// other one's Welcome is here.
    private mutating func keepOther(_ item: [UInt8], _ place: PeerSlot) {
        guard let entry = membership?.entry, membership?.sponsor != place else { return }
        let others = (entry.others ?? []) + [.init(place: place, item: Data(item))]
        guard others.count <= Self.otherWelcomeLimit.count,
            others.reduce(0, { $0 + $1.item.count }) <= Self.otherWelcomeLimit.byteCount
        else { return }
        membership?.entry?.others = others
    }

    /// The commit by which this account came in stands, in all likelihood.
    mutating func forgetEntry(_ turn: Turn) {
        guard let entry = membership?.entry,
            !(0...Self.readmissionPatience(turn.parameters)).contains(turn.now - entry.askedAt)
        else { return }
        if membership?.joining == nil { forgetAdmissions() }
        membership?.entry = nil
    }

    private static func join(
        _ welcome: [UInt8], _ joining: Membership.Joining, _ capacity: Int
    ) throws -> (group: RosterGroup, sponsor: RosterMember) {
        func join(_ bundle: Data) throws -> (RosterGroup, RosterMember) {
            try RosterGroup.join(
                welcome: welcome, bundle: KeyPackageBundle(serialised: Array(bundle)),
                capacity: capacity)
        }
        for earlier in joining.earlierBundles ?? [] {
            if let joined = try? join(earlier) { return joined }
        }
        return try join(joining.bundle)
    }

    /// The group is the one that was spoken of, this account is in it under its own identity, and the
    /// member in whose slot the Welcome lies has made it.
    ///
    /// Whoever asked may have left meanwhile; its place in the thread's first line says so. Who has
    /// the group still is brought back by an administrator that it knows, with the key that it knows.
    private func check(
        _ group: RosterGroup, _ sponsor: RosterMember, in place: PeerSlot, _ account: Account
    ) throws {
        guard sponsor.place == place else {
            throw GroupRules.Violation("a Welcome in another member's place")
        }
        if membership?.standing == .member, let known = membership?.group {
            let isStray = membership?.isStray == true
            guard isStray || group.epoch >= known.epoch,
                try (isStray ? known.knownMembers() : known.roster()).contains(where: {
                    $0.place == place && $0.identityKey == sponsor.identityKey
                })
            else { throw GroupRules.Violation("a Welcome of somebody who is not known") }
        }
        let roster = try group.roster()
        guard let membership, Data(group.groupID) == membership.groupID,
            roster.contains(where: {
                $0.leaf == group.ownLeaf && $0.place == account.peerSlot
                    && $0.identityKey == account.identityPublicKey
            })
        else { throw GroupRules.Violation("another group than the one spoken of") }
    }

    private mutating func enter(
        _ group: RosterGroup, _ joining: Membership.Joining, _ sponsor: PeerSlot,
        _ turn: inout Turn
    ) throws {
        let wasMember = membership?.standing == .member
        let isLeaving = membership?.standing == .leaving
        takeAside(&turn)
        takeLastWords(&turn) { _ in true }
        dropEarlierEpochs(before: group.epoch)
        let isStray = membership?.isStray == true
        let undone = isStray ? leaveBranch() : []
        membership?.solitude = nil
        giveUp(membership?.leftBehind ?? [], &turn)
        if wasMember, try isNewsToSomebody(in: group) { giveUp(outgoing.map(\.id), &turn) }
        membership?.leftBehind = nil
        wasRestored = false
        membership?.aheadOfUs = []
        membership?.sponsor = sponsor
        membership?.heardAt = nil
        noteArrival(group.epochAuthenticator, turn)
        membership?.withheld = nil
        // Who is in the group is not out of it, whatever was last known.
        let places = try group.roster().map(\.place)
        membership?.dismissals.removeAll { places.contains($0.place) }
        membership?.joining = nil
        membership?.entry = joining
        membership?.entry?.askedAt = turn.now
        membership?.entry?.authenticator = Data(group.epochAuthenticator)
        membership?.entry?.others = nil
        membership?.standing = .member
        membership?.leftAt = nil
        membership?.inChargeSince = nil
        membership?.group = group
        membership?.lost = nil
        membership?.received = nil
        membership?.standingCommits = nil
        membership?.wishes.removeAll { $0.proposedIn != nil }
        keysChangedAt = turn.now
        try openEpochChannel(&turn)
        try noteRoster(&turn)
        try repeatInNewestEpoch(outgoing, &turn)
        try sayRemarks(&turn)
        membership?.wishes += undone.filter(\.isRemovalOrChange)
        for wish in undone where !wish.isRemovalOrChange {
            try bringBack(wish, unlessIn: [], &turn)
        }
        let names = try group.roster().filter { $0.leaf != group.ownLeaf }
            .map { turn.name(of: $0) }.joined(separator: ", ")
        if wasMember {
            event(
                "you can follow the group again, with \(names); what was said in between may be "
                    + "missing", &turn)
        } else {
            let adder = try group.roster().first { Data($0.identityKey) == joining.adder }
            let known = turn.directory.name(of: Array(joining.adder)).map { "\($0), who has left," }
            let who = adder.map { turn.name(of: $0) } ?? known ?? "somebody who has left"
            event("\(who) added you to the group “\(name)”, with \(names)", &turn)
        }
        if isLeaving {
            // The person did not wait for it.
            membership?.standing = .leaving
            try wish(.leave, &turn)
        }
        turn.output.events.append(.conversation(summary))
    }

    /// Forgets what is counted by epochs of the branch that is left.
    /// - Returns: what this account has done there.
    private mutating func leaveBranch() -> [GroupWish] {
        var served = membership?.served ?? []
        for index in served.indices { served[index].proposedIn = nil }
        membership?.served = []
        membership?.unsettled = nil
        membership?.toldStanding = nil
        membership?.toldUndone = nil
        membership?.isStray = nil
        unreadableEpochs = []
        return served
    }

    /// Somebody is in the group whom this account did not know there: what it said before is not for
    /// that one.
    private func isNewsToSomebody(in group: RosterGroup) throws -> Bool {
        let known = membership?.roster ?? []
        return try group.roster().contains {
            $0.leaf != group.ownLeaf && !known.contains(Data($0.identityKey))
        }
    }

    /// Drops an admission whose Welcome has arrived.
    /// - Returns: whether it did.
    mutating func finishAdmission(_ id: UInt64) -> Bool {
        guard id >= Self.firstAdmission, let stream = channels[id]?.outgoing, stream.end > 0,
            !stream.hasUnacknowledged
        else { return false }
        channels[id] = nil
        return true
    }

    /// Something is to come there: the Welcome for this account, or the word that one has arrived.
    func isAwaited(_ admission: UInt64) -> Bool {
        membership?.joining != nil || channels[admission]?.outgoing.hasUnacknowledged == true
    }

    /// Where that is to come from.
    func slotsAwaited(in admission: UInt64) -> [UInt32] {
        guard let channel = channels[admission] else { return [] }
        let lacking = Set(channel.outgoing.waitingFor)
        return channel.members.filter { channel.outgoing.end == 0 || lacking.contains($0.key) }
            .map(\.value.slot)
    }

    var admissions: [UInt64] { channels.keys.filter { $0 >= Self.firstAdmission } }

    /// The key package is known to its owner, to who asked for it and to the group alone.
    static func admissionSecret(_ package: KeyPackage) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: SHA256.hash(data: package.encoded)),
            info: Array("moonless admission v1".utf8), outputByteCount: 32)
    }
}

extension Turn {
    /// The number of a channel for an admission.
    mutating func admission() -> UInt64 {
        UInt64.random(in: Conversation.firstAdmission...UInt64.max, using: &random)
    }

    /// As threads and lists show a member: contacts by the person's own name for them, all others
    /// by what they call themselves, marked.
    func name(of member: RosterMember) -> String {
        if member.identityKey == account.identityPublicKey { return "you" }
        if let name = directory.name(of: member.identityKey) { return name }
        if let name = directory.name(at: member.place) {
            return "~\(member.displayName) (in the place of \(name), with another key)"
        }
        return "~\(member.displayName)"
    }
}
