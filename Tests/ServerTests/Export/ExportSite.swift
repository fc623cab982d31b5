import Foundation
import Server
import ServerCore
import ServerTestSupport
import Wire

/// A leader's directory, written to as rounds would, without clients and clocks: weeks pass in
/// seconds, and the files are those of a real one.
final class ExportSite {
    let path: String
    let leader: ServerDirectory
    let helper: ServerDirectory
    let deployment: SignedDeployment
    let planes: DiskPlaneStore
    let accounts: DiskAccountStore
    let marks: DiskRoundMarkStore

    var parameters: DeploymentParameters { deployment.descriptor.parameters }

    /// - Parameter source: A site whose keys, accounts, planes and deployment this one shares.
    init(
        capacity: Int = 16, pages: Int = 4, roundMilliseconds: Int = 250,
        copying source: ExportSite? = nil
    ) async throws {
        path = FileManager.default.temporaryDirectory.path + "/moonless-\(UUID().uuidString)"
        if let source {
            try FileManager.default.copyItem(atPath: source.path, toPath: path)
        } else {
            var parameters = DeploymentParameters()
            parameters.capacity = capacity
            parameters.pagesPerSlot = pages
            parameters.roundMilliseconds = roundMilliseconds
            _ = try await DevelopmentDeployment(
                path, listen: try HostAndPort("127.0.0.1:0"), parameters: parameters)
        }
        leader = ServerDirectory(path + "/leader")
        helper = ServerDirectory(path + "/helper")
        deployment = try DeploymentFile.readSigned(leader.deployment)
        if source == nil {
            try DiskPlaneStore.create(leader, deployment.descriptor)
            try DiskRoundMarkStore.create(leader)
        }
        planes = try DiskPlaneStore(leader, deployment.descriptor)
        accounts = try DiskAccountStore(leader, deployment.descriptor)
        marks = try DiskRoundMarkStore(leader)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes accounts in random free slots.
    func makeAccounts(_ count: Int) throws -> [UInt32] {
        try (0..<count).map { _ in
            let hash = noise(32)
            try accounts.addTickets(hashes: [hash])
            let free = try accounts.freeSlotCount()
            guard let slot = try accounts.freeSlot(at: .random(in: 0..<free)) else {
                throw TestFailure("no free slot")
            }
            try accounts.register(slot: slot, key: noise(32), spending: hash)
            return slot
        }
    }

    /// What a round stores when these slots take part: their cells and bells, and the mark.
    ///
    /// - Parameter isMarked: The mark is forced to the disk each time, which takes its time.
    func serve(_ round: Round, slots: [UInt32], isMarked: Bool = true) throws {
        guard !slots.isEmpty else { return }
        if isMarked { try marks.raise(to: round) }
        try planes.write(
            slots.map { SlotRow(slot: $0, bytes: noise(1_024)) }, plane: round.plane(parameters))
        try planes.writeBells(slots.map { SlotRow(slot: $0, bytes: noise(16)) })
    }

    func export(_ name: String) throws -> ExportResult {
        try Exporter.exportStopped(
            leader, archive: path + "/\(name).tar", supplement: path + "/\(name).supplement")
    }

    /// An archive's entries, unpacked by GNU tar.
    static func unpack(_ archive: String) throws -> [String: [UInt8]] {
        let target = archive + ".unpacked"
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-xf", archive, "-C", target]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestFailure("tar does not read it") }
        var entries: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: target) {
            var isDirectory: ObjCBool = false
            let path = target + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            entries[name] = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        return entries
    }
}

extension [UInt8] {
    /// The rows of a column.
    func rows(_ size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<$0 + size]) }
    }
}
