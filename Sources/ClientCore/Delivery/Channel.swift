import Crypto
import FoundationEssentials
import Wire

/// One epoch of a conversation, its introduction or somebody's admission: a secret that all
/// members share, the own stream and the others'.
package struct Channel: Codable, Sendable {
    /// A member's slot, and how far its stream came.
    struct Member: Codable, Sendable {
        var slot: UInt32
        var generation: UInt32
        /// Ed25519; its owner signs its cells where more than two share the channel's secret.
        var signatureKey: Data?
        var stream = IncomingStream()
        var bellPosition: UInt8 = CellPayload.noBellPosition
        /// Where its stream ends, known once it has been heard in a later channel.
        var end: UInt64?
        /// It has been heard here: it is in this epoch, or beyond.
        var isHeard: Bool?
        /// It is out of the group: it may read on here, but what it says is not taken up.
        var isGone: Bool?
        /// It came in anew under another leaf: in which epoch, and how far its stream was then.
        ///
        /// It is read on for a commit that may stand in place of the one that did it. Nothing of that is
        /// acknowledged, since its words are said again under the newer leaf, or are taken up here if
        /// that one is undone.
        var replacement: Replacement?

        struct Replacement: Codable, Sendable {
            /// The epoch that the commit ended.
            var epoch: UInt64
            var stream: IncomingStream
            var end: UInt64?
        }

        init(_ place: PeerSlot, signatureKey: [UInt8]? = nil) {
            slot = place.slot
            generation = place.generation
            self.signatureKey = signatureKey.map { Data($0) }
        }

        /// Something has come of it, and it is heard.
        var isAcknowledged: Bool {
            stream.incarnation != nil && isGone != true && replacement == nil
        }

        var place: PeerSlot { PeerSlot(slot: slot, generation: generation) }
        /// Everything that it will ever say here has arrived.
        var isComplete: Bool { end.map { stream.next >= $0 } ?? false }

        mutating func leave() {
            isGone = true
            end = stream.next
        }

        mutating func moveOn(in epoch: UInt64) {
            guard replacement == nil else { return }
            replacement = Replacement(epoch: epoch, stream: stream, end: end)
            end = stream.next
        }

        mutating func moveBack() {
            guard let before = replacement else { return }
            replacement = nil
            stream = before.stream
            end = before.end
        }
    }

    /// What an own cell carried, until its round is answered.
    struct Flight: Sendable {
        var segments: [Range<UInt64>]
        var acknowledged: Set<UInt32>
    }

    /// What a cell of another member changed.
    struct Receipt {
        var items: [[UInt8]] = []
        /// The channel has to be stored.
        var changed = false
    }

    /// Acknowledgements in one cell: those that are owed, then others in turn.
    private static let owedLimit = 16
    private static let spareLimit = 4
    /// … in a cell that has nothing else to say.
    private static let idleLimit = 32

    private let secret: Data
    /// Derived from the secret when they are first needed; every cell that is read asks for some.
    private let keys = DerivedKeys()
    let ownLeaf: UInt32
    private(set) var members: [UInt32: Member]
    /// Who was here when it was opened.
    let places: Set<PeerSlot>?
    private(set) var outgoing: OutgoingStream
    /// Own cells are signed: more than two know the secret.
    let isSigned: Bool
    /// The channel in which this account last spoke before, and where its stream there ended.
    let previous: Previous
    /// Unix time in milliseconds.
    let openedAt: Int64
    /// Members who wait for an acknowledgement.
    ///
    /// Not stored: after a restart one is due to everybody.
    private var owed: Set<UInt32> = []
    /// What was acknowledged last to each member, and in which round.
    ///
    /// Not stored.
    private var told: [UInt32: Told] = [:]
    private var spareTurn = 0
    /// The round of the last cell with an acknowledgement that was owed, or in which somebody asked for
    /// one.
    ///
    /// Not stored.
    private(set) var acknowledgedIn: UInt64?
    /// Cells that are to say that this account is here.
    ///
    /// Not stored.
    private(set) var greetings = 0
    private static let greetingCount = 16

    private struct Told {
        var offset: UInt64
        var gap: UInt32
        var round: UInt64
    }

    struct Previous: Codable, Sendable, Equatable {
        var channel: UInt64 = 0
        var end: UInt64 = 0
    }

    /// Of a committer's admission: the epoch in which its joiners come in.
    private(set) var leadsTo: UInt64?
    /// The own stream rests: a file that the person has paused.
    var isPaused = false
    /// The own stream holds a commit, which whoever is behind reads nowhere else.
    private(set) var holdsCommit: Bool?

    private enum CodingKeys: String, CodingKey {
        case secret, ownLeaf, members, outgoing, isSigned, previous, openedAt, isPaused
        case holdsCommit, leadsTo, places
    }

    init(
        secret: SymmetricKey, ownLeaf: UInt32, members: [UInt32: Member], incarnation: UInt32,
        isSigned: Bool = false, previous: Previous = Previous(), leadsTo: UInt64? = nil,
        openedAt: Int64
    ) {
        self.secret = secret.withUnsafeBytes { Data($0) }
        self.ownLeaf = ownLeaf
        self.members = members
        places = Set(members.values.map(\.place))
        self.isSigned = isSigned
        self.previous = previous
        self.leadsTo = leadsTo
        self.openedAt = openedAt
        outgoing = OutgoingStream(incarnation: incarnation, readers: members.keys)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        secret = try container.decode(Data.self, forKey: .secret)
        ownLeaf = try container.decode(UInt32.self, forKey: .ownLeaf)
        members = try container.decode([UInt32: Member].self, forKey: .members)
        outgoing = try container.decode(OutgoingStream.self, forKey: .outgoing)
        isSigned = try container.decodeIfPresent(Bool.self, forKey: .isSigned) ?? false
        previous =
            try container.decodeIfPresent(Previous.self, forKey: .previous) ?? Previous()
        openedAt = try container.decodeIfPresent(Int64.self, forKey: .openedAt) ?? 0
        isPaused = try container.decodeIfPresent(Bool.self, forKey: .isPaused) ?? false
        holdsCommit = try container.decodeIfPresent(Bool.self, forKey: .holdsCommit)
        leadsTo = try container.decodeIfPresent(UInt64.self, forKey: .leadsTo)
        places = try container.decodeIfPresent(Set<PeerSlot>.self, forKey: .places)
        owed = Set(members.filter(\.value.isAcknowledged).keys)
    }

    func key(of leaf: UInt32) -> CellKey {
        keys.key(of: leaf) { CellKey(secret: SymmetricKey(data: secret), sender: leaf) }
    }

    /// Somebody in the group lacks something, or waits for an acknowledgement.
    var isAwaited: Bool { (outgoing.isAwaited && !isPaused) || owesAcknowledgement }
    /// Something of this channel should be in the slot: the bell rings for it.
    var isPending: Bool {
        (outgoing.hasUnacknowledged && !isPaused) || owesAcknowledgement
    }
    /// Something should be there that has not been yet.
    var isUrgent: Bool { (outgoing.hasFresh && !isPaused) || owesAcknowledgement }
    var owesAcknowledgement: Bool { !owed.isEmpty }
    /// Nothing of the own stream is missing anywhere, and nothing more comes from anybody.
    var isFinished: Bool {
        !outgoing.hasUnacknowledged && members.values.allSatisfy(\.isComplete)
    }

    mutating func enqueue(_ item: [UInt8], message: String? = nil) {
        outgoing.append(item, message: message)
    }

    mutating func enqueueCommit(_ item: [UInt8]) {
        holdsCommit = true
        outgoing.append(item, message: nil)
    }

    // MARK: Own cells

    /// - Parameters:
    ///   - bytes: of the own stream that may be in the ring; what lies beyond waits.
    ///   - round: since which somebody is waited for, if nobody was before.
    mutating func setWindow(_ bytes: UInt64, round: UInt64?) {
        outgoing.window = bytes
        if let round { outgoing.wait(since: round) }
    }

    /// Fills a cell: acknowledgements, what is missing from the ring, what is fresh, then
    /// repetitions as far as there is room.
    /// - Parameters:
    ///   - covered: bytes of the own stream that other pages of the ring hold.
    ///   - pageCount: K; the cell has room for hints.
    mutating func fill(
        round: Round, bellPosition: UInt8, covered: RangeSet<UInt64>, pageCount: Int
    ) -> (CellPayload, Flight) {
        var payload = CellPayload(round: round, incarnation: outgoing.incarnation)
        if isSigned { payload.byteLimit -= SignedPayload.signatureByteCount }
        payload.bellPosition = bellPosition
        payload.previousChannel = previous.channel
        payload.previousEnd = previous.end
        let answered = acknowledgements()
        payload.acknowledgements = answered.compactMap { leaf in
            guard let stream = members[leaf]?.stream, let incarnation = stream.incarnation else {
                return nil
            }
            return .init(
                leaf: leaf, incarnation: incarnation, offset: stream.next, gap: stream.gap)
        }
        for acknowledgement in payload.acknowledgements {
            told[acknowledgement.leaf] = Told(
                offset: acknowledgement.offset, gap: acknowledgement.gap, round: round.rawValue)
        }
        payload.pages = PageHints([], of: pageCount)
        payload.segments = outgoing.nextSegments(room: payload.segmentRoom, covered: covered)
        let flight = Flight(
            segments: payload.segments.map { $0.offset..<$0.end },
            acknowledged: owed.intersection(answered))
        if !flight.acknowledged.isEmpty { acknowledgedIn = round.rawValue }
        greetings = max(0, greetings - 1)
        owed.subtract(answered)
        return (payload, flight)
    }

    private mutating func acknowledgements() -> [UInt32] {
        let first = owed.sorted().prefix(Self.owedLimit)
        let others =
            members
            .filter { $0.value.isAcknowledged }.map(\.key)
            .filter { !first.contains($0) }.sorted()
        let limit = outgoing.hasUnacknowledged && !isPaused ? Self.spareLimit : Self.idleLimit
        guard !others.isEmpty, first.count < limit else { return Array(first) }
        spareTurn = (spareTurn + 1) % others.count
        let turned = others[spareTurn...] + others[..<spareTurn]
        return Array(first) + turned.prefix(limit - first.count)
    }

    /// - Returns: the messages that have now been in the slot as a whole.
    mutating func published(_ flight: Flight) -> [String] {
        flight.segments.flatMap { outgoing.published($0) }
    }

    mutating func lost(_ flight: Flight) {
        owed.formUnion(flight.acknowledged)
        for leaf in flight.acknowledged { told[leaf] = nil }
    }

    /// Somebody waits to hear that this account is here: some cells without content take their turn with what
    /// is repeated, and more go where they would be random.
    mutating func speak(from round: UInt64) {
        acknowledgedIn = round
        greetings = Self.greetingCount
    }

    // MARK: Others' cells

    /// - Parameters:
    ///   - itemLimit: the largest item in bytes.
    ///   - recent: an acknowledgement given in this round or later is on its way still, and not given
    ///     again for what is only repeated.
    mutating func receive(
        _ payload: CellPayload, from leaf: UInt32, itemLimit: Int = IncomingStream.itemLimit,
        recent: UInt64? = nil
    ) -> Receipt {
        var receipt = Receipt()
        guard var member = members[leaf], member.isGone != true else { return receipt }
        if member.bellPosition != payload.bellPosition || member.isHeard != true {
            member.bellPosition = payload.bellPosition
            member.isHeard = true
            receipt.changed = true
        }
        let progress = member.stream.receive(
            payload.segments, incarnation: payload.incarnation, itemLimit: itemLimit)
        members[leaf] = member
        receipt.items = progress.items
        if progress.advanced { receipt.changed = true }
        guard member.replacement == nil else {
            receipt.items.removeAll { !StreamItem.isCommit($0) }
            return receipt
        }
        if progress.acknowledges, !isTold(leaf, since: recent) { owed.insert(leaf) }
        return receipt
    }

    private func isTold(_ leaf: UInt32, since recent: UInt64?) -> Bool {
        guard let recent, let told = told[leaf], let stream = members[leaf]?.stream else {
            return false
        }
        return told.round >= recent && told.offset == stream.next && told.gap == stream.gap
    }

    /// Acknowledges bytes of the own stream that were never said: not by this copy of the vault.
    func isAheadOfUs(_ payload: CellPayload) -> Bool {
        payload.acknowledgements.contains {
            $0.leaf == ownLeaf && $0.incarnation == outgoing.incarnation
                && $0.offset > outgoing.end
        }
    }

    /// Takes up gaps of the own stream that another member has told of.
    mutating func request(_ payload: CellPayload, from leaf: UInt32) {
        for acknowledgement in payload.acknowledgements where acknowledgement.leaf == ownLeaf {
            outgoing.request(acknowledgement, from: leaf, round: payload.round.rawValue)
        }
    }

    /// - Returns: the messages that every reader now has; nil if nothing changed.
    mutating func acknowledge(_ payload: CellPayload, from leaf: UInt32) -> [String]? {
        var delivered: [String]?
        for acknowledgement in payload.acknowledgements where acknowledgement.leaf == ownLeaf {
            let messages = outgoing.acknowledge(
                leaf: leaf, incarnation: acknowledgement.incarnation,
                offset: acknowledgement.offset)
            if let messages { delivered = (delivered ?? []) + messages }
        }
        return delivered
    }

    // MARK: Members

    /// - Parameter end: where the stream of a member's ends.
    /// - Returns: whether that was news.
    mutating func setEnd(_ end: UInt64, of leaf: UInt32) -> Bool {
        guard members[leaf] != nil, members[leaf]?.end == nil else { return false }
        members[leaf]?.end = end
        return true
    }

    /// These may say something here, too.
    mutating func listen(to places: [PeerSlot]) {
        for place in places where members[place.slot] == nil && place.slot != ownLeaf {
            members[place.slot] = Member(place)
        }
    }

    /// Knows from an earlier channel where somebody keeps this conversation in its bell.
    mutating func inheritBellPositions(of earlier: Channel) {
        for (leaf, member) in members {
            guard let known = earlier.members.values.first(where: { $0.place == member.place })
            else { continue }
            members[leaf]?.bellPosition = known.bellPosition
        }
    }

    /// Somebody's word is not waited for any more; it may read on.
    /// - Returns: the messages that all others have.
    mutating func stopWaiting(for leaf: UInt32) -> [String] { outgoing.stopAwaiting(leaf) }

    /// What somebody says is not taken up any more; it may read on.
    mutating func stopHearing(_ leaf: UInt32) {
        members[leaf]?.leave()
        owed.remove(leaf)
    }

    /// Somebody is in the group anew: under this leaf it may read on to the commit that did it, and only
    /// a commit of its own is taken up; nothing that it says later waits for what it has said here.
    /// - Parameter epoch: which the commit ended.
    /// - Returns: the messages that all others have.
    mutating func replace(_ leaf: UInt32, in epoch: UInt64) -> [String] {
        members[leaf]?.moveOn(in: epoch)
        owed.remove(leaf)
        return stopWaiting(for: leaf)
    }

    /// This account is in the group anew: what it said is said on, for those who lack a commit of it,
    /// and nothing that anybody says here is taken up.
    mutating func sayOnly() {
        outgoing.forgetMessages()
        let waiting = Set(outgoing.waitingFor)
        members = members.filter { waiting.contains($0.key) }
        for leaf in members.keys {
            stopHearing(leaf)
            _ = outgoing.stopAwaiting(leaf)
        }
    }

    /// Somebody is in the group still: what put it out is undone.
    ///
    /// Who is not heard any more was out for good, or this account only says on what it said here.
    ///
    /// Nor is one taken back that was replaced before: that stands.
    /// - Parameter epoch: of which another commit stands.
    mutating func takeBack(_ leaf: UInt32, after epoch: UInt64) {
        guard members[leaf]?.isGone != true, members[leaf]?.replacement?.epoch ?? .max >= epoch
        else { return }
        outgoing.await(leaf)
        members[leaf]?.moveBack()
    }

    /// What is here is said on, and its author has been told of all of it.
    mutating func forgetMessages() { outgoing.forgetMessages() }

    /// Nobody reads the own stream any more.
    mutating func stopSaying() {
        for leaf in members.keys { _ = outgoing.forget(reader: leaf) }
    }

    /// Somebody is no member any more: nobody waits for it, nor reads it.
    /// - Returns: the messages that all others have.
    mutating func dismiss(_ leaf: UInt32) -> [String] {
        members[leaf] = nil
        owed.remove(leaf)
        return outgoing.forget(reader: leaf)
    }
}
