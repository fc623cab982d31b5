import FoundationEssentials
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a server stands, for its operator.
///
/// Numbers of people are rounded down to tens: the difference of two reports then hardly ever tells
/// that one person came or went.
package struct StatusReport: Codable, Sendable, Equatable {
    package struct Export: Codable, Sendable, Equatable {
        package var archive: String
        package var round: UInt64
        package var bytes: Int
    }

    package struct Sums: Codable, Sendable, Equatable {
        package var rounds: UInt64
        package var abandonedRounds: UInt64
        package var refusedRounds: UInt64
        package var repairedCells: UInt64
        package var storageFailures: UInt64
        package var exports: UInt64
        package var exportFailures: UInt64
    }

    /// Numbers of clients and accounts are multiples of this.
    package static let roundedTo = 10

    package var version = Software.version
    package var role: String
    package var deployment: String
    package var running: Bool
    /// Whether leader and helper are connected.
    package var linked = false
    package var capacity: Int
    package var roundMilliseconds: Int
    package var clientsRoundedDown: Int?
    package var accountsRoundedDown: Int
    package var exportHour: Int?
    package var lastExport: Export?
    package var keptExports: Int
    /// The backup key should lie elsewhere: with this disk it would be lost.
    package var backupKeyIsHere: Bool
    package var freeDiskBytes: Int
    /// Since the server started.
    package var sums: Sums?

    static func roundDown(_ count: Int) -> Int { count / roundedTo * roundedTo }

    /// What the files of a server say.
    package init(_ directory: ServerDirectory) throws {
        let configuration = try ServerConfiguration(directory)
        let operations = try OperationsConfiguration(directory)
        let signed = try DeploymentFile.readSigned(directory.deployment)
        role = configuration.role.rawValue
        deployment = signed.descriptor.name
        running = false
        capacity = signed.descriptor.parameters.capacity
        roundMilliseconds = signed.descriptor.parameters.roundMilliseconds
        exportHour = operations.isNightly ? operations.hour : nil
        backupKeyIsHere = PrivateFile.exists(directory.backupKey)
        freeDiskBytes = Self.freeBytes(directory.path)
        let archives = try ExportFiles(directory: directory).archives()
        keptExports = archives.count
        if let newest = archives.last {
            let path = directory.exports + "/" + newest
            lastExport = Export(
                archive: path, round: ExportFiles.round(of: newest) ?? 0,
                bytes: try FileHandle(path, flags: O_RDONLY).byteCount())
        }
        accountsRoundedDown = 0
        if PrivateFile.exists(directory.accounts) {
            let accounts = try AccountSnapshot(directory)
            accountsRoundedDown = Self.roundDown(try accounts.occupiedCount())
        }
    }

    init(_ directory: ServerDirectory, clients: Int, _ values: ServerCounters.Values) throws {
        try self.init(directory)
        running = true
        linked = values.isLinked
        clientsRoundedDown = Self.roundDown(clients)
        if let export = values.lastExport {
            lastExport = Export(
                archive: export.archive, round: export.round, bytes: export.bytes)
        }
        sums = Sums(
            rounds: values.rounds, abandonedRounds: values.abandonedRounds,
            refusedRounds: values.refusedRounds, repairedCells: values.repairedCells,
            storageFailures: values.storageFailures, exports: values.exports,
            exportFailures: values.exportFailures)
    }

    private static func freeBytes(_ path: String) -> Int {
        var values = statvfs()
        guard statvfs(path, &values) == 0 else { return 0 }
        return Int(values.f_bavail) * Int(values.f_frsize)
    }
}
