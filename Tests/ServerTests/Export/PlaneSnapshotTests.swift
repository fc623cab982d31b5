import Server
import Testing

/// A snapshot shows planes as they were when it began, however writes fall between its reads.
@Suite struct PlaneSnapshotTests {
    private struct Unreadable: Error {}

    @Test func aWriteBeforeTheReadIsNotSeen() throws {
        let snapshots = PlaneSnapshots()
        snapshots.begin()
        snapshots.willWrite(plane: 1) { [1] }
        #expect(snapshots.isBehind)
        // A second write of the same plane changes nothing of the kept one.
        snapshots.willWrite(plane: 1) { [2] }
        #expect(try snapshots.take(plane: 1) { [3] } == [1])
        #expect(!snapshots.isBehind)
        // It was read: later writes are of no concern.
        snapshots.willWrite(plane: 1) { throw Unreadable() }
        #expect(try snapshots.take(plane: 2) { [4] } == [4])
    }

    @Test func aWriteDuringTheReadIsNotSeen() throws {
        let snapshots = PlaneSnapshots()
        snapshots.begin()
        let plane = try snapshots.take(plane: 7) {
            snapshots.willWrite(plane: 7) { [1, 1] }
            return [1, 2]
        }
        #expect(plane == [1, 1])
    }

    @Test func withoutASnapshotNothingIsKept() {
        let snapshots = PlaneSnapshots()
        snapshots.willWrite(plane: 1) { throw Unreadable() }
        #expect(!snapshots.isBehind)
        snapshots.begin()
        snapshots.willWrite(plane: 1) { [1] }
        snapshots.end()
        #expect(!snapshots.isBehind)
    }

    @Test func roundsThatAreFasterThanTheDiskEndTheExport() throws {
        let snapshots = PlaneSnapshots()
        snapshots.begin()
        let plane = [UInt8](repeating: 0, count: 100 << 20)
        for index in 0..<3 { snapshots.willWrite(plane: index) { plane } }
        #expect(throws: PlaneSnapshots.Failure.tooSlow) {
            try snapshots.take(plane: 9) { [] }
        }
        #expect(!snapshots.isBehind)
    }

    @Test func aPlaneThatCannotBeReadEndsTheExport() throws {
        let snapshots = PlaneSnapshots()
        snapshots.begin()
        snapshots.willWrite(plane: 1) { throw Unreadable() }
        #expect(throws: PlaneSnapshots.Failure.unreadable) {
            try snapshots.take(plane: 1) { [] }
        }
    }
}
