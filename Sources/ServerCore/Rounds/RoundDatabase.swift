import Crypto
import PrivateRetrieval
import Wire

/// All that clients write and read: the planes, the bells and the board of the round, on one
/// server, with the digests by which the servers compare them.
struct RoundDatabase {
    /// The plane of the round under way, in memory.
    private struct OpenPlane {
        var round: Round
        var index: Int
        var cells: [UInt8]
    }

    private let identity: ServerIdentity
    private let store: any PlaneStore
    private let retrieval: RetrievalEngine
    private var open: OpenPlane?
    private var planeDigests: [Int: RowDigests] = [:]
    private(set) var bells: [UInt8]
    private var board: KnockBoard?

    var parameters: DeploymentParameters { identity.parameters }

    init(
        identity: ServerIdentity, store: any PlaneStore, retrieval: RetrievalEngine
    ) throws {
        self.identity = identity
        self.store = store
        self.retrieval = retrieval
        bells = try store.bells()
    }

    /// Opens a round: its plane comes into memory, the board is cleared.
    mutating func openRound(_ round: Round) throws {
        let index = round.plane(parameters)
        let cells = try store.plane(index)
        open = OpenPlane(round: round, index: index, cells: cells)
        board = round.isKnockRound(parameters) ? KnockBoard() : nil
        if planeDigests[index] == nil {
            planeDigests[index] = RowDigests(
                rows: cells, rowByteCount: DeploymentParameters.cellByteCount)
        }
    }

    /// Writes what the members of the write set sent.
    mutating func write(_ members: [WriteSetMember]) throws {
        guard let round = open?.round else { return }
        for member in members {
            if let knock = member.frame.knock {
                board?.write(knock, slot: member.slot, round: round)
            }
        }
        try writeCells(members.map { SlotRow(slot: $0.slot, bytes: $0.frame.cell) })
        try writeBells(members.map { SlotRow(slot: $0.slot, bytes: $0.frame.bell) })
    }

    mutating func writeCells(_ rows: [SlotRow]) throws {
        guard let index = open?.index else { return }
        do {
            try store.write(rows, plane: index)
        } catch {
            // Whatever reached the disk, it is read and hashed again before it is used.
            planeDigests[index] = nil
            open = nil
            throw error
        }
        for row in rows { open?.cells.replace(row) }
        planeDigests[index]?.update(rows)
    }

    /// Replaces one row of any plane.
    mutating func replace(_ row: SlotRow, plane index: Int) throws {
        do {
            try store.write([row], plane: index)
        } catch {
            planeDigests[index] = nil
            if open?.index == index { open = nil }
            throw error
        }
        if open?.index == index { open?.cells.replace(row) }
        planeDigests[index]?.update([row])
    }

    mutating func writeBells(_ rows: [SlotRow]) throws {
        try store.writeBells(rows)
        for row in rows { bells.replace(row) }
    }

    /// Replaces every bell by noise that both servers derive alike.
    mutating func replaceBells(seed: [UInt8]) throws {
        try writeBells(
            (0..<parameters.capacity).map { slot in
                SlotRow(
                    slot: UInt32(slot),
                    bytes: BellNoise.bell(slot: UInt32(slot), seed: seed))
            })
    }

    mutating func emptyBoard() {
        if board != nil { board = KnockBoard() }
    }

    /// Forgets the round; its board is gone, its cells stay.
    mutating func closeRound() {
        open = nil
        board = nil
    }
}

// MARK: - Digests

extension RoundDatabase {
    var bellTableDigest: [UInt8] { RowDigests.hash(bells[...]) }

    func digests() -> RoundDigests? {
        guard let open, let rows = planeDigests[open.index] else { return nil }
        return RoundDigests(
            plane: rows.root, bells: bellTableDigest,
            board: board?.digest(round: open.round) ?? [UInt8](repeating: 0, count: 32))
    }

    var planeGroups: [[UInt8]] { open.flatMap { planeDigests[$0.index]?.groups } ?? [] }

    func rowHashes(ofGroup group: Int) -> [[UInt8]] {
        open.flatMap { planeDigests[$0.index]?.rowHashes(ofGroup: group) } ?? []
    }

    func cell(_ slot: Int) -> [UInt8] {
        guard let open else { return [] }
        return Array(open.cells.row(slot, byteCount: DeploymentParameters.cellByteCount))
    }
}

// MARK: - Answers

extension RoundDatabase {
    /// Answers all queries of a write set, in order, each under this server's pad:
    /// ``FrameLayout/retrievedByteCount(_:)`` bytes a member.
    func evaluate(_ members: [WriteSetMember]) throws -> [[UInt8]] {
        guard let open else { return [] }
        let cells = try answer(
            Lane.cells, open, members,
            queries: parameters.readsPerRound,
            database: { database in try database.pack(from: open.cells) },
            words: { $0.frame.queries })
        guard let board else { return cells }
        let knocks = try answer(
            Lane.knocks, open, members,
            queries: 1,
            database: { database in
                for (place, record) in board.records {
                    try database.setRecord(record, at: place)
                }
            },
            words: { member in member.frame.knock.map { [$0.query] } ?? [] })
        return zip(cells, knocks).map { $0 + $1 }
    }

    private func answer(
        _ lane: Lane, _ open: OpenPlane, _ members: [WriteSetMember], queries queryCount: Int,
        database fill: (inout PackedDatabase) throws -> Void,
        words: (WriteSetMember) -> [[UInt8]]
    ) throws -> [[UInt8]] {
        var database = try retrieval.database(
            recordCount: lane.recordCount(parameters), recordByteCount: lane.recordByteCount)
        try fill(&database)
        let tweak = try RoundTweak(
            RoundConstant.derive(
                descriptorDigest: identity.descriptorDigest, lane: lane, round: open.round))
        // The largest deployments have more queries than one batch takes.
        let batch = RetrievalLimits.queryCount / queryCount
        return try stride(from: 0, to: members.count, by: batch).flatMap { start in
            try answer(
                lane, open.round, members[start..<min(start + batch, members.count)],
                queries: queryCount, database: database, tweak: tweak, words: words)
        }
    }

    private func answer(
        _ lane: Lane, _ round: Round, _ members: ArraySlice<WriteSetMember>,
        queries queryCount: Int, database: PackedDatabase, tweak: RoundTweak,
        words: (WriteSetMember) -> [[UInt8]]
    ) throws -> [[UInt8]] {
        let server: ServerIndex = identity.role == .leader ? .leader : .helper
        var queries: [Query] = []
        var padKeys: [[UInt8]] = []
        for member in members {
            for (index, words) in words(member).enumerated() {
                let secrets = member.keys.querySecrets(lane: lane, round: round, query: index)
                queries.append(
                    Query(
                        root: try QueryRoot(secrets.root), correctionWords: words, server: server))
                padKeys.append(secrets.padKey)
            }
        }
        let answers = try retrieval.answer(
            queries, database: database, tweak: tweak, pads: try PadKeys(padKeys))
        let entry = queryCount * lane.recordByteCount
        return (0..<members.count).map { Array(answers.bytes[$0 * entry..<($0 + 1) * entry]) }
    }
}
