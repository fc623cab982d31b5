import Crypto
import FoundationEssentials
import Wire

/// One epoch of a conversation, or its introduction: a secret that all members share, the own
/// stream and the others'.
package struct Channel: Codable, Sendable {
    /// A member's slot, and how far its stream came.
    struct Member: Codable, Sendable {
        var slot: UInt32
        var generation: UInt32
        var stream = IncomingStream()
        var bellPosition: UInt8 = CellPayload.noBellPosition
    }

    /// What an own cell carried, until its round is answered.
    struct Flight: Sendable {
        var segments: [Range<UInt64>]
        var acknowledged: Bool
    }

    /// What a cell of another member changed.
    struct Receipt {
        var items: [[UInt8]] = []
        /// The channel has to be stored.
        var changed = false
    }

    private let secret: Data
    let ownLeaf: UInt32
    private(set) var members: [UInt32: Member]
    private(set) var outgoing: OutgoingStream
    /// Somebody waits for an acknowledgement.
    ///
    /// Not stored: after a restart one is due.
    private(set) var owesAcknowledgement = true

    private enum CodingKeys: String, CodingKey { case secret, ownLeaf, members, outgoing }

    init(
        secret: SymmetricKey, ownLeaf: UInt32, members: [UInt32: Member], incarnation: UInt32
    ) {
        self.secret = secret.withUnsafeBytes { Data($0) }
        self.ownLeaf = ownLeaf
        self.members = members
        outgoing = OutgoingStream(incarnation: incarnation, readers: members.keys)
        owesAcknowledgement = false
    }

    func key(of leaf: UInt32) -> CellKey {
        CellKey(secret: SymmetricKey(data: secret), sender: leaf)
    }

    /// Something of this channel should be in the slot: the bell rings for it.
    var isPending: Bool { outgoing.hasUnacknowledged || owesAcknowledgement }
    /// Something should be there that has not been yet.
    var isUrgent: Bool { outgoing.hasFresh || owesAcknowledgement }
    /// Another member has said something in this channel.
    var hasHeard: Bool { members.values.contains { $0.stream.next > 0 } }

    mutating func enqueue(_ item: [UInt8], message: String? = nil) {
        outgoing.append(item, message: message)
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
    ///   - closed: acknowledgements of streams of earlier epochs.
    ///   - covered: bytes of the own stream that other pages of the ring hold.
    ///   - pageCount: K; the cell has room for hints.
    mutating func fill(
        round: Round, bellPosition: UInt8, closed: [CellPayload.Acknowledgement],
        covered: RangeSet<UInt64>, pageCount: Int
    ) -> (CellPayload, Flight) {
        var payload = CellPayload(round: round, incarnation: outgoing.incarnation)
        payload.bellPosition = bellPosition
        for (leaf, member) in members.sorted(by: { $0.key < $1.key }) {
            guard let incarnation = member.stream.incarnation else { continue }
            payload.acknowledgements.append(
                .init(
                    leaf: leaf, incarnation: incarnation, offset: member.stream.next,
                    gap: member.stream.gap))
        }
        payload.acknowledgements += closed
        payload.pages = PageHints([], of: pageCount)
        payload.segments = outgoing.nextSegments(room: payload.segmentRoom, covered: covered)
        let flight = Flight(
            segments: payload.segments.map { $0.offset..<$0.end },
            acknowledged: owesAcknowledgement)
        owesAcknowledgement = false
        return (payload, flight)
    }

    /// - Returns: the messages that have now been in the slot as a whole.
    mutating func published(_ flight: Flight) -> [String] {
        flight.segments.flatMap { outgoing.published($0) }
    }

    mutating func lost(_ flight: Flight) {
        if flight.acknowledged { owesAcknowledgement = true }
    }

    // MARK: Others' cells

    mutating func receive(_ payload: CellPayload, from leaf: UInt32) -> Receipt {
        var receipt = Receipt()
        guard var member = members[leaf] else { return receipt }
        if member.bellPosition != payload.bellPosition {
            member.bellPosition = payload.bellPosition
            receipt.changed = true
        }
        let progress = member.stream.receive(
            payload.segments, incarnation: payload.incarnation)
        members[leaf] = member
        receipt.items = progress.items
        if progress.advanced { receipt.changed = true }
        if progress.acknowledges { owesAcknowledgement = true }
        return receipt
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
    mutating func acknowledge(
        _ acknowledgement: CellPayload.Acknowledgement, from leaf: UInt32
    ) -> [String]? {
        guard acknowledgement.leaf == ownLeaf else { return nil }
        return outgoing.acknowledge(
            leaf: leaf, incarnation: acknowledgement.incarnation,
            offset: acknowledgement.offset)
    }
}
