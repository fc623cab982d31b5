import Synchronization
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What an export made.
package struct ExportResult: Codable, Sendable, Equatable {
    package var archive: String
    package var supplement: String
    package var bytes: Int
    package var round: UInt64
    package var milliseconds: Int
}

/// Makes exports of one server, one at a time.
package final class Exporter: Sendable {
    private let directory: ServerDirectory
    private let deployment: SignedDeployment
    private let role: ServerRole
    private let keys: OperatorKeys
    private let isRunning = Mutex(false)

    init(
        _ directory: ServerDirectory, _ deployment: SignedDeployment, _ role: ServerRole,
        _ keys: OperatorKeys
    ) {
        self.directory = directory
        self.deployment = deployment
        self.role = role
        self.keys = keys
    }

    /// - Parameters:
    ///   - archive: Where to; by default below the server's directory.
    ///   - supplement: Where to; by default beside an archive that was named.
    ///   - isGentle: Whether rounds go on meanwhile.
    ///   - begin: Takes the snapshot.
    func export(
        archive: String?, supplement: String?, isGentle: Bool, begin: () throws -> ExportSource
    ) throws -> ExportResult {
        let isFree = isRunning.withLock { isRunning in
            defer { isRunning = true }
            return !isRunning
        }
        guard isFree else {
            throw ServerFailure(
                .busy, "an export of '\(directory.path)' is under way: wait for it to end")
        }
        defer { isRunning.withLock { $0 = false } }
        let start = ContinuousClock.now
        try BackupKey.makeIfMissing(directory)
        let backupKey = try BackupKey.readPublic(directory)
        let files = ExportFiles(directory: directory)
        try files.removeUnfinished()
        let source = try begin()
        defer { source.end() }
        let paths = try paths(files, source.round, archive, supplement)
        let writer = ArchiveWriter(
            source: source, deployment: deployment, role: role, software: Software.version,
            signingKey: keys.signingKey, backupKey: backupKey, isGentle: isGentle)
        let size: Int
        do {
            size = try writer.write(archive: paths.archive, supplement: paths.supplement)
        } catch {
            // Without its archive it opens nothing.
            try? PrivateFile.remove(paths.supplement)
            throw Self.explain(error)
        }
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        return ExportResult(
            archive: paths.archive, supplement: paths.supplement, bytes: size,
            round: source.round.rawValue, milliseconds: Int(milliseconds))
    }

    private func paths(
        _ files: ExportFiles, _ round: Round, _ archive: String?, _ supplement: String?
    ) throws -> (archive: String, supplement: String) {
        var paths = files.paths(role, round)
        if archive == nil || supplement == nil { try files.makeDirectories() }
        if let archive { paths = (archive, archive + ".supplement") }
        if let supplement { paths.supplement = supplement }
        for path in [paths.archive, paths.supplement] where PrivateFile.exists(path) {
            throw ServerFailure(
                .cannotCreate, "'\(path)' exists already: name another file, or remove it")
        }
        return paths
    }

    private static func explain(_ error: any Error) -> any Error {
        switch error as? PlaneSnapshots.Failure {
        case .tooSlow:
            ServerFailure(
                .inputOutput,
                "the rounds overwrote planes faster than this disk took the archive; the rounds "
                    + "went on, the export did not: write it to a faster disk with --to FILE")
        case .unreadable:
            ServerFailure(.inputOutput, "a plane could not be read for the export")
        case nil: error
        }
    }
}

extension Exporter {
    /// Removes all but the newest exports below a server's directory.
    package static func prune(_ directory: ServerDirectory, keeping count: Int) throws {
        try ExportFiles(directory: directory).prune(keeping: count)
    }

    /// Exports a server that does not run; it cannot be started meanwhile.
    package static func exportStopped(
        _ directory: ServerDirectory, archive: String?, supplement: String?
    ) throws -> ExportResult {
        let role = try ServerConfiguration(directory).role
        let lock = try DirectoryLock(directory)
        defer { withExtendedLifetime(lock) {} }
        guard PrivateFile.exists(directory.deployment) else {
            throw ServerFailure(
                .configuration, "'\(directory.path)' belongs to no deployment yet")
        }
        let deployment = try DeploymentFile.readSigned(directory.deployment)
        let exporter = Exporter(directory, deployment, role, try OperatorKeys(directory))
        return try exporter.export(archive: archive, supplement: supplement, isGentle: false) {
            try ExportSource(directory, deployment.descriptor, snapshots: nil)
        }
    }
}

/// The program's version, as archives and operators see it.
package enum Software {
    package static let version = "moonlessd 0.1.0"
}
