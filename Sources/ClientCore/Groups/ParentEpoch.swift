import Crypto
import MLS
import Wire

/// The state before a commit, kept until every member that stays has it: another commit of the
/// same epoch may come to take its place.
struct ParentEpoch: Sendable {
    /// How long a commit can be replaced that somebody has not acknowledged.
    static let lifetimeMilliseconds: Int64 = 7 * 24 * 3_600_000

    let group: Group
    private let digest: [UInt8]
    /// Who made the commit that was applied.
    let committer: PeerSlot
    /// The commit came from the committer that the group had named.
    private let isNamed: Bool
    private let removed: [PeerSlot]
    /// Unix time in milliseconds.
    let appliedAt: Int64

    var epoch: UInt64 { group.epoch }

    init(
        before group: Group, _ message: [UInt8], _ staged: StagedCommit, committer: UInt32,
        _ rules: GroupRules, at now: Int64
    ) {
        self.group = group
        digest = Array(SHA256.hash(data: message))
        let author = rules.roster.first { $0.leaf == committer }?.place
        self.committer = author ?? rules.profile.committer
        isNamed = author == rules.profile.committer
        removed = Self.removedPlaces(staged, rules)
        appliedAt = now
    }

    private static func removedPlaces(
        _ staged: StagedCommit, _ rules: GroupRules
    ) -> [PeerSlot] {
        let leaves = staged.removed.map(\.index.rawValue)
        let stays = (try? staged.members.map { try RosterMember($0).place }) ?? []
        return rules.roster.filter { leaves.contains($0.leaf) && !stays.contains($0.place) }
            .map(\.place)
    }

    func isCommit(_ message: [UInt8]) -> Bool { Array(SHA256.hash(data: message)) == digest }

    /// Of two commits of one epoch, the one that removes the other's author stands, then the named
    /// committer's, then the one with the lower hash.
    func yields(
        to staged: StagedCommit, _ message: [UInt8], _ rules: GroupRules
    ) throws -> Bool {
        let author = try rules.author(of: staged.committer)
        let removesThis = Self.removedPlaces(staged, rules).contains(committer)
        let isRemovedByThis = removed.contains(author.place)
        if removesThis != isRemovedByThis { return removesThis }
        let isNamedToo = author.place == rules.profile.committer
        if isNamed != isNamedToo { return isNamedToo }
        return Array(SHA256.hash(data: message)).lexicographicallyPrecedes(digest)
    }

    // MARK: Storage

    var stored: [UInt8] {
        var writer = ByteWriter()
        writer.write(digest)
        writer.write(committer.identity)
        writer.writeInteger(UInt8(isNamed ? 1 : 0))
        writer.writeInteger(UInt64(bitPattern: appliedAt))
        writer.writeInteger(UInt8(removed.count))
        for place in removed { writer.write(place.identity) }
        writer.write(group.serialise())
        return writer.bytes
    }

    init(stored bytes: [UInt8], configuration: GroupConfiguration) throws {
        var reader = ByteReader(bytes)
        digest = try reader.read(32, "digest")
        committer = try Self.place(&reader)
        isNamed = try reader.readInteger(UInt8.self, "named") == 1
        appliedAt = Int64(bitPattern: try reader.readInteger(UInt64.self, "time"))
        let count: UInt8 = try reader.readInteger("removed")
        var removed: [PeerSlot] = []
        for _ in 0..<count { removed.append(try Self.place(&reader)) }
        self.removed = removed
        group = try Group(
            serialised: try reader.read(reader.remaining, "group"), configuration: configuration)
    }

    private static func place(_ reader: inout ByteReader) throws -> PeerSlot {
        guard let place = PeerSlot(identity: try reader.read(8, "place")) else {
            throw WireError(.invalidValue, "a place")
        }
        return place
    }
}
