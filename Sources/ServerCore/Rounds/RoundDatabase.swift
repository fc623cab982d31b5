import Crypto
import PrivateRetrieval
import Wire

/// All that clients write and read: the planes, the bells and the board of the round, on one
/// server, with the digests by which the servers compare them.
///
/// Memory: the packed planes that stay (a limit), the plane of the round under
/// way and the packed board (1 KiB and 2 KiB a slot), the bells, and 32 bytes for each cell of every
/// plane that was read.
struct RoundDatabase {
    /// The plane of the round under way.
    private struct OpenPlane {
        var round: Round
        var index: Int
        var packed: PackedPlane
        var digests: RowDigests
    }

    let identity: ServerIdentity
    let parameters: DeploymentParameters
    let retrieval: RetrievalEngine
    let store: any PlaneStore
    private var open: OpenPlane?
    private var planes: PackedPlanes
    private var planeDigests: [Int: RowDigests] = [:]
    private(set) var bells: [UInt8]
    private var board: KnockBoard?
    private var packedBoard: PackedBoard?

    init(
        identity: ServerIdentity, store: any PlaneStore, retrieval: RetrievalEngine,
        packedByteLimit: Int
    ) throws {
        self.identity = identity
        parameters = identity.parameters
        self.store = store
        self.retrieval = retrieval
        planes = PackedPlanes(
            identity.parameters, byteLimit: packedByteLimit, retrieval: retrieval)
        bells = try store.bells()
    }

    /// Opens a round: its plane comes into memory, the board is cleared.
    mutating func openRound(_ round: Round) throws {
        closeRound()
        let index = round.plane(parameters)
        let digests = planeDigests[index]
        if let packed = planes.take(index), let digests {
            open = OpenPlane(round: round, index: index, packed: packed, digests: digests)
        } else {
            open = try read(index, round: round, digests: digests)
        }
        board = round.isKnockRound(parameters) ? KnockBoard() : nil
    }

    /// Reads and packs a plane block by block; hashes it as well if that was not done before.
    private mutating func read(
        _ index: Int, round: Round, digests known: RowDigests?
    ) throws -> OpenPlane {
        var packed = try planes.takeRoom()
        var digests = known ?? RowDigests(rowCount: parameters.capacity)
        for first in stride(from: 0, to: parameters.capacity, by: RowRun.rowLimit) {
            let slots = first..<min(first + RowRun.rowLimit, parameters.capacity)
            let run = RowRun(firstSlot: first, bytes: try store.cells(slots, plane: index))
            try packed.write(run)
            if known == nil {
                digests.update([run], rowByteCount: DeploymentParameters.cellByteCount)
            }
        }
        return OpenPlane(round: round, index: index, packed: packed, digests: digests)
    }

    /// Writes what the members of the write set sent.
    mutating func write(_ members: [WriteSetMember]) throws {
        guard let round = open?.round else { return }
        for member in members {
            if let knock = member.frame.knock {
                board?.write(knock, slot: member.slot, round: round)
            }
        }
        try writeCells(RowRun.runs(members, slot: \.slot, bytes: \.frame.cell))
        try writeBells(RowRun.runs(members, slot: \.slot, bytes: \.frame.bell))
    }

    mutating func writeCells(_ rows: [SlotRow]) throws { try writeCells(RowRun.runs(rows)) }

    private mutating func writeCells(_ runs: [RowRun]) throws {
        guard let index = open?.index else { return }
        do {
            try store.write(runs, plane: index)
            for run in runs { try open?.packed.write(run) }
        } catch {
            // Whatever reached the disk, it is read and hashed again before it is used.
            open = nil
            planeDigests[index] = nil
            throw error
        }
        open?.digests.update(runs, rowByteCount: DeploymentParameters.cellByteCount)
    }

    /// Replaces one row of any plane.
    mutating func replace(_ row: SlotRow, plane index: Int) throws {
        if open?.index == index { return try writeCells([row]) }
        // What was packed and hashed of it is made anew when its round comes.
        planeDigests[index] = nil
        _ = planes.take(index)
        try store.write(RowRun.runs([row]), plane: index)
    }

    mutating func writeBells(_ rows: [SlotRow]) throws { try writeBells(RowRun.runs(rows)) }

    private mutating func writeBells(_ runs: [RowRun]) throws {
        try store.writeBells(runs)
        for run in runs {
            bells.replace(run, rowByteCount: DeploymentParameters.bellByteCount)
        }
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
        board = nil
        guard let closed = open.take() else { return }
        planeDigests[closed.index] = closed.digests
        planes.giveBack(closed.packed, index: closed.index)
    }
}

// MARK: - Digests

extension RoundDatabase {
    var bellTableDigest: [UInt8] { RowDigests.hash(bells[...]) }

    func digests() -> RoundDigests? {
        guard let open else { return nil }
        return RoundDigests(
            plane: open.digests.root, bells: bellTableDigest,
            board: board?.digest(round: open.round) ?? [UInt8](repeating: 0, count: 32))
    }

    var planeGroups: [[UInt8]] { open?.digests.groups ?? [] }

    func rowHashes(ofGroup group: Int) -> [[UInt8]] {
        open?.digests.rowHashes(ofGroup: group) ?? []
    }

    func cell(_ slot: Int) -> [UInt8] {
        // Slots are checked where they come in, so that a record is always there.
        (try? open?.packed.cell(slot)) ?? []
    }
}

// MARK: - Answers

extension RoundDatabase {
    /// Answers all queries of a write set, each under this server's pad.
    ///
    /// - Returns: ``FrameLayout/retrievedByteCount(_:)`` bytes a member, in order.
    mutating func evaluate(_ members: [WriteSetMember]) throws -> [UInt8] {
        guard let open else { return [] }
        let evaluation = Evaluation(identity: identity, retrieval: retrieval, round: open.round)
        let cells = try evaluation.answer(
            .cells, members, queries: parameters.readsPerRound, database: open.packed.snapshot,
            words: { member, query in member.frame.query(query) })
        guard let board else { return cells }
        var packed = try packedBoard.take() ?? PackedBoard(parameters, retrieval: retrieval)
        try packed.fill(board)
        let knocks = try evaluation.answer(
            .knocks, members, queries: 1, database: packed.snapshot,
            words: { member, _ in member.frame.knock?.query[...] ?? [] })
        packedBoard = packed
        return Self.interleave(cells, knocks, members: members.count)
    }

    /// Each member's answers of both lanes one after the other.
    private static func interleave(
        _ first: [UInt8], _ second: [UInt8], members: Int
    ) -> [UInt8] {
        guard members > 0 else { return [] }
        let sizes = (first.count / members, second.count / members)
        var joined: [UInt8] = []
        joined.reserveCapacity(first.count + second.count)
        for member in 0..<members {
            joined += first[member * sizes.0..<(member + 1) * sizes.0]
            joined += second[member * sizes.1..<(member + 1) * sizes.1]
        }
        return joined
    }
}
