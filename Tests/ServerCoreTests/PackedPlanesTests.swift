import PrivateRetrieval
import ServerTestSupport
import Testing
import Wire

@testable import ServerCore

/// Planes are packed row by row as they are written: what is then read must be what packing the
/// whole plane anew would give.
@Suite struct PackedPlanesTests {
    /// A deployment that is not a multiple of eight or of a block, and its one server.
    private struct Site {
        let identity: ServerIdentity
        let retrieval: RetrievalEngine
        let store: MemoryPlaneStore
        var database: RoundDatabase
        let byteLimit: Int

        init(keptPlanes: Int, capacity: Int = 1_043, pages: Int = 4) throws {
            var parameters = DeploymentParameters()
            parameters.capacity = capacity
            parameters.pagesPerSlot = pages
            let leader = try TestOperator(address: "leader.example:7000")
            let helper = try TestOperator(address: "helper.example:7001")
            let descriptor = DeploymentDescriptor(
                name: "test", identifier: [UInt8](repeating: 7, count: 16),
                parameters: parameters, leader: leader.published, helper: helper.published)
            var deployment = SignedDeployment(descriptor: descriptor)
            deployment.leaderSignature = try leader.sign(descriptor)
            deployment.helperSignature = try helper.sign(descriptor)
            identity = try ServerIdentity(
                role: .leader, deployment: deployment, kemKey: leader.kemKey)
            retrieval = try RetrievalEngine()
            store = MemoryPlaneStore(parameters, seed: 11)
            byteLimit = keptPlanes * capacity * 1_024
            database = try RoundDatabase(
                identity: identity, store: store, retrieval: retrieval,
                packedByteLimit: byteLimit)
        }

        var capacity: Int { identity.parameters.capacity }

        mutating func restart() throws {
            database = try RoundDatabase(
                identity: identity, store: store, retrieval: retrieval,
                packedByteLimit: byteLimit)
        }

        /// The open plane equals the one that a fresh server packs from the store.
        func expectFresh(_ round: Round, _ comment: Comment) throws {
            var fresh = try RoundDatabase(
                identity: identity, store: store, retrieval: retrieval, packedByteLimit: 0)
            try fresh.openRound(round)
            #expect(database.digests()?.plane == fresh.digests()?.plane, comment)
            let plane = store.plane(round.plane(identity.parameters))
            for slot in 0..<capacity {
                let row = Array(plane[slot * 1_024..<(slot + 1) * 1_024])
                guard database.cell(slot) == row, fresh.cell(slot) == row else {
                    Issue.record("slot \(slot) differs: \(comment)")
                    return
                }
            }
        }
    }

    private func rows(_ slots: some Sequence<Int>) -> [SlotRow] {
        slots.map { SlotRow(slot: UInt32($0), bytes: noise(1_024)) }
    }

    private func randomSlots(_ count: Int, _ capacity: Int) -> [Int] {
        Array(Set((0..<count).map { _ in Int.random(in: 0..<capacity) })).sorted()
    }

    @Test(arguments: [0, 2, 4]) func packedEqualsFreshAfterRandomWrites(keptPlanes: Int) throws {
        var site = try Site(keptPlanes: keptPlanes)
        for number in 0..<13 {
            let round = Round(rawValue: 1_000 + UInt64(number))
            try site.database.openRound(round)
            let written = number % 3 == 0 ? Array(0..<site.capacity) : randomSlots(200, 1_043)
            try site.database.writeCells(rows(written))
            try site.expectFresh(round, "round \(number)")
            site.database.closeRound()
            if number == 8 { try site.restart() }
        }
    }

    @Test(arguments: [0, 4]) func repairedRowsInAnyOrderAreTheLastOnes(keptPlanes: Int) throws {
        var site = try Site(keptPlanes: keptPlanes)
        for number in 0..<6 {
            let round = Round(rawValue: 2_000 + UInt64(number) * 4)
            try site.database.openRound(round)
            var repaired = rows(randomSlots(100, 1_043).shuffled() + [5, 4, 4, 5, 1_042, 0])
            try site.database.writeCells(repaired)
            repaired = rows([1_040, 1_041, 1_042])
            try site.database.writeCells(repaired)
            try site.expectFresh(round, "repair \(number)")
            site.database.closeRound()
        }
    }

    /// A disk that fails in mid-write leaves what it has; the plane is read again from there.
    @Test(arguments: [0, 4]) func aWriteThatFailsHalfwayIsReadAgain(keptPlanes: Int) throws {
        var site = try Site(keptPlanes: keptPlanes)
        let round = Round(rawValue: 3_000)
        try site.database.openRound(round)
        try site.database.writeCells(rows(0..<site.capacity))
        site.database.closeRound()
        let later = Round(rawValue: 3_004)
        try site.database.openRound(later)
        // The first rows reach the disk without the server's knowing, then it breaks.
        try site.store.write(rows(10..<30), plane: later.plane(site.identity.parameters))
        site.store.isBroken = true
        #expect(throws: (any Error).self) { try site.database.writeCells(rows(10..<60)) }
        #expect(site.database.digests() == nil)
        site.store.isBroken = false
        site.database.closeRound()
        let last = Round(rawValue: 3_008)
        try site.database.openRound(last)
        try site.database.writeCells(rows([3, 1_000]))
        try site.expectFresh(last, "after a broken disk")
    }

    @Test func runsJoinNeighboursAndKeepTheOrder() {
        let rows = [3, 4, 5, 9, 8, 8].map { SlotRow(slot: $0, bytes: [UInt8($0), 1]) }
        #expect(
            RowRun.runs(rows) == [
                RowRun(firstSlot: 3, bytes: [3, 1, 4, 1, 5, 1]),
                RowRun(firstSlot: 9, bytes: [9, 1]), RowRun(firstSlot: 8, bytes: [8, 1]),
                RowRun(firstSlot: 8, bytes: [8, 1]),
            ])
        let many = RowRun.runs((0..<2_500).map { SlotRow(slot: $0, bytes: [0]) })
        #expect(many.map(\.bytes.count) == [1_024, 1_024, 452])
        #expect(RowRun.runs([]).isEmpty)
    }

    @Test func memoryForPlanesThatStayIsBounded() throws {
        var parameters = DeploymentParameters()
        parameters.capacity = 100
        parameters.pagesPerSlot = 8
        let retrieval = try RetrievalEngine()
        for (limit, kept) in [(0, 0), (102_399, 0), (102_400, 1), (300_000, 2), (1 << 30, 8)] {
            let planes = PackedPlanes(parameters, byteLimit: limit, retrieval: retrieval)
            #expect(planes.keptCount == kept)
        }
    }
}
