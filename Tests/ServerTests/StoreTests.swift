import Foundation
import Server
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// The stores on disk keep what their protocols promise, over reopening.
@Suite final class StoreTests {
    private let path: String
    private let directory: ServerDirectory
    private let descriptor: DeploymentDescriptor

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/moonless-\(UUID().uuidString)"
        let parts = (ServerDirectory(path + "/leader"), ServerDirectory(path + "/helper"))
        let address = try HostAndPort("127.0.0.1:9")
        let helper = try ServerInitialization.helper(parts.1, listen: address, advertised: address)
        var parameters = DeploymentParameters()
        parameters.capacity = 20
        parameters.pagesPerSlot = 3
        directory = parts.0
        descriptor = try ServerInitialization.leader(
            parts.0, listen: address, advertised: address, helper: helper, name: "Test",
            parameters: parameters
        ).descriptor
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @Test func accountsAndTickets() throws {
        let store = try DiskAccountStore(directory, descriptor)
        #expect(try store.freeSlotCount() == 20)
        let hash = noise(32)
        let key = noise(32)
        #expect(try store.ticketState(hash: hash) == .unknown)
        try store.addTickets(hashes: [hash])
        #expect(try store.ticketState(hash: hash) == .unused)
        let slot = try #require(try store.freeSlot(at: 7))
        let before = try #require(try store.account(slot: slot))
        try store.register(slot: slot, key: key, spending: hash)
        // The same ticket, or the same slot, a second time.
        #expect(throws: AccountStoreError.ticketNotUnused) {
            try store.register(slot: 0, key: noise(32), spending: hash)
        }
        let second = noise(32)
        try store.addTickets(hashes: [second])
        #expect(throws: AccountStoreError.slotNotFree) {
            try store.register(slot: slot, key: noise(32), spending: second)
        }
        #expect(try store.ticketState(hash: second) == .unused)

        let reopened = try DiskAccountStore(directory, descriptor)
        #expect(try reopened.occupiedSlot(key: key) == slot)
        #expect(try reopened.ticketState(hash: hash) == .used)
        #expect(try reopened.freeSlotCount() == 19)
        #expect(try reopened.account(slot: slot)?.generation == before.generation)
        #expect(try reopened.account(slot: 20) == nil)
        #expect(throws: AccountStoreError.notEmpty) { try reopened.adopt([]) }

        let newSlot = try #require(try reopened.freeSlot(at: 0))
        try reopened.move(slot: slot, to: newSlot, leaving: noise(32))
        #expect(try reopened.occupiedSlot(key: key) == newSlot)
        #expect(try reopened.account(slot: slot)?.isOccupied == true)
        #expect(try reopened.accounts(from: 5, limit: 10).count == 10)
    }

    @Test func nothingOfASpentTicketTellsWhen() throws {
        let store = try DiskAccountStore(directory, descriptor)
        let hashes = (0..<50).map { _ in noise(32) }
        for hash in hashes { try store.addTickets(hashes: [hash]) }
        // Written one by one, and yet the journal, which would tell the order, is empty.
        let journal = try FileManager.default.attributesOfItem(
            atPath: directory.file("accounts.sqlite-wal"))
        #expect((journal[.size] as? NSNumber)?.intValue == 0)
    }

    @Test func planesAndBells() throws {
        try DiskPlaneStore.create(directory, descriptor)
        let store = try DiskPlaneStore(directory, descriptor)
        let noiseBefore = try store.plane(1)
        #expect(Set(noiseBefore).count > 200)
        let cell = noise(1_024)
        let bell = noise(16)
        try store.write([SlotRow(slot: 19, bytes: cell)], plane: 1)
        try store.writeBells([SlotRow(slot: 4, bytes: bell)])
        let reopened = try DiskPlaneStore(directory, descriptor)
        #expect(Array(try reopened.plane(1)[19 * 1_024..<20 * 1_024]) == cell)
        #expect(
            Array(try reopened.plane(1)[..<(19 * 1_024)]) == Array(noiseBefore[..<(19 * 1_024)]))
        #expect(Array(try reopened.bells()[64..<80]) == bell)
        #expect(try reopened.plane(0).count == 20 * 1_024)
    }

    @Test func theMarkSurvivesAWriteThatWasCutOff() throws {
        try DiskRoundMarkStore.create(directory)
        let store = try DiskRoundMarkStore(directory)
        #expect(store.mark() == Round(rawValue: 0))
        for round in 1...5 { try store.raise(to: Round(rawValue: UInt64(round))) }
        try store.raise(to: Round(rawValue: 3))
        #expect(try DiskRoundMarkStore(directory).mark() == Round(rawValue: 5))
        // The newest of the two sectors is spoilt: the one before it is left.
        let url = URL(fileURLWithPath: directory.file("mark"))
        var data = try Data(contentsOf: url)
        let newest = data[7] == 5 ? 0 : 4_096
        data[newest + 3] ^= 1
        try data.write(to: url)
        #expect(try DiskRoundMarkStore(directory).mark() == Round(rawValue: 4))
    }
}
