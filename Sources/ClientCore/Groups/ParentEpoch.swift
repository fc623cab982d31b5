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
    private let rank: Rank
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
        rank = Self.rank(staged, by: author, rules)
        appliedAt = now
    }

    /// Which of several commits of one epoch stands, whatever order they come in: first the named
    /// committer's own that removes an administrator, so that nobody undoes its removal by removing
    /// the committer; then one that removes the committer, then the committer's others, then all
    /// others; among equals the lower hash.
    private enum Rank: UInt8, Comparable {
        case removesCommitter, isCommitters, other, isCommittersAgainstAdministrator

        private var order: Int {
            switch self {
            case .isCommittersAgainstAdministrator: 0
            case .removesCommitter: 1
            case .isCommitters: 2
            case .other: 3
            }
        }

        static func < (left: Self, right: Self) -> Bool { left.order < right.order }
    }

    private static func rank(
        _ staged: StagedCommit, by author: PeerSlot?, _ rules: GroupRules
    ) -> Rank {
        let committer = rules.profile.committer
        let removed = removedPlaces(staged, rules)
        if author == committer {
            return removed.contains(where: rules.profile.administrators.contains)
                ? .isCommittersAgainstAdministrator : .isCommitters
        }
        return removed.contains(committer) ? .removesCommitter : .other
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

    func yields(
        to staged: StagedCommit, _ message: [UInt8], _ rules: GroupRules
    ) throws -> Bool {
        let other = Self.rank(staged, by: try rules.author(of: staged.committer).place, rules)
        guard other == rank else { return other < rank }
        return Array(SHA256.hash(data: message)).lexicographicallyPrecedes(digest)
    }

    // MARK: Storage

    var stored: [UInt8] {
        var writer = ByteWriter()
        writer.write(digest)
        writer.write(committer.identity)
        writer.writeInteger(rank.rawValue)
        writer.writeInteger(UInt64(bitPattern: appliedAt))
        writer.write(group.serialise())
        return writer.bytes
    }

    init(stored bytes: [UInt8], configuration: GroupConfiguration) throws {
        var reader = ByteReader(bytes)
        digest = try reader.read(32, "digest")
        committer = try Self.place(&reader)
        rank = Rank(rawValue: try reader.readInteger("rank")) ?? .other
        appliedAt = Int64(bitPattern: try reader.readInteger(UInt64.self, "time"))
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
