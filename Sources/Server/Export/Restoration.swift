import ServerCore
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What `moonlessd restore` does: makes a server of an archive and its supplement.
///
/// The directory is made beside its place and renamed at the end: it is there entirely or not at
/// all.
package enum Restoration {
    package struct Result: Encodable, Sendable {
        package var role: String
        package var directory: String
        package var round: UInt64
        /// No round up to this one is served.
        package var highWaterMark: UInt64
    }

    package static func restore(
        archive path: String, supplement supplementPath: String, key keyPath: String,
        into target: ServerDirectory
    ) throws -> Result {
        let archive = try ArchiveReader(path)
        let supplement = try SealedSupplement.read(supplementPath).open(
            for: archive.manifest, manifest: archive.manifestDigest,
            signingKey: archive.signingKey, key: try BackupKey.read(keyPath), path: supplementPath)
        let mark = try mark(archive.manifest, supplement, archive.deployment.descriptor.parameters)
        try checkTarget(target)
        let making = ServerDirectory(target.path + ".restoring")
        try removeTree(making.path)
        do {
            try PrivateFile.makeDirectory(making.path)
            try write(archive, supplement, mark, into: making)
            guard rename(making.path, target.path) == 0 else {
                throw SystemCall.failure("make", target.path)
            }
        } catch let error as WireError {
            try? removeTree(making.path)
            throw ServerFailure(.data, "'\(supplementPath)': \(error)")
        } catch {
            try? removeTree(making.path)
            throw error
        }
        return Result(
            role: archive.role.rawValue, directory: target.path, round: archive.manifest.round,
            highWaterMark: mark.rawValue)
    }

    /// Above every round that can have been served after the export.
    ///
    /// The lost server's last round was at most as far ahead as its clock may be of its peer's; the
    /// peer's own mark is kept besides, when the two link up. Session keys went with the lost
    /// process in any case, so that no root or pad comes again.
    private static func mark(
        _ manifest: ArchiveManifest, _ supplement: Supplement, _ parameters: DeploymentParameters
    ) throws -> Round {
        let now = WallClock.unixMilliseconds()
        let exported = Round(rawValue: manifest.round)
        guard Round(at: now, parameters) >= exported else {
            throw ServerFailure(
                .configuration,
                "this machine's clock is behind the export's: set it first, since rounds that were "
                    + "served must not be served again")
        }
        let tolerance = max(3 * Int64(parameters.roundMilliseconds), 10_000)
        guard let mark = UInt64(supplement.mark, radix: 16) else {
            throw ServerFailure(.data, "the supplement's mark is no number")
        }
        return max(Round(rawValue: mark), exported, Round(at: now + tolerance, parameters))
    }

    private static func checkTarget(_ target: ServerDirectory) throws {
        guard PrivateFile.exists(target.path) else { return }
        // Says so if a server runs there.
        if PrivateFile.exists(target.lock) { _ = try DirectoryLock(target) }
        guard rmdir(target.path) == 0 else {
            throw ServerFailure(
                .cannotCreate,
                "'\(target.path)' is not empty: name a new directory, or move that one away")
        }
    }

    private static func removeTree(_ path: String) throws {
        guard PrivateFile.exists(path) else { return }
        for name in try DirectoryListing.names(path) {
            guard unlink(path + "/" + name) == 0 else {
                throw SystemCall.failure("remove", path + "/" + name)
            }
        }
        guard rmdir(path) == 0 else { throw SystemCall.failure("remove", path) }
    }

    // MARK: Files

    private static func write(
        _ archive: ArchiveReader, _ supplement: Supplement, _ mark: Round,
        into directory: ServerDirectory
    ) throws {
        let order = RowOrder(seed: try Hexadecimal.decode(supplement.order))
        let descriptor = archive.deployment.descriptor
        try DiskAccountStore.create(
            directory, descriptor, accounts: try accounts(archive, supplement, order),
            tickets: try tickets(archive, supplement),
            vacancies: try vacancies(supplement))
        let capacity = descriptor.parameters.capacity
        try DiskPlaneStore.create(
            directory, descriptor,
            bells: try column(
                archive, ArchiveColumns.bells, DeploymentParameters.bellByteCount, capacity, order)
        ) { index in
            try column(
                archive, ArchiveColumns.plane(index), DeploymentParameters.cellByteCount, capacity,
                order)
        }
        try DiskRoundMarkStore.create(directory)
        try DiskRoundMarkStore(directory).raise(to: mark)
        try PrivateFile.write(
            archive.deployment.encodeFile(), to: directory.deployment, mode: 0o644)
        if archive.role == .leader { try PrivateFile.write([], to: directory.restored) }
        for (name, content) in supplement.files.sorted(by: { $0.key < $1.key }) {
            guard Supplement.fileNames.contains(name) else { continue }
            let isPublic = name.hasSuffix(".public")
            try PrivateFile.write(
                try Base64URL.decode(content), to: directory.file(name),
                mode: isPublic ? 0o644 : 0o600)
        }
    }

    private static func column(
        _ archive: ArchiveReader, _ name: String, _ rowByteCount: Int, _ count: Int,
        _ order: RowOrder
    ) throws -> [UInt8] {
        RowShuffle.fromArchive(
            try archive.entry(name), order: try order.slots(column: name, count: count),
            rowByteCount: rowByteCount)
    }

    private static func accounts(
        _ archive: ArchiveReader, _ supplement: Supplement, _ order: RowOrder
    ) throws -> [AccountRecord] {
        let count = archive.manifest.slots
        let keys = try column(
            archive, ArchiveColumns.keys, AccountRecord.keyByteCount, count, order)
        let generations = try column(
            archive, ArchiveColumns.generations, ArchiveColumns.generationByteCount, count, order)
        let occupied = try Supplement.values(supplement.occupied, count: count)
        return (0..<count).map { slot in
            let size = AccountRecord.keyByteCount
            return AccountRecord(
                generation: generations[4 * slot..<4 * slot + 4].reduce(0) { $0 << 8 | UInt32($1) },
                key: Array(keys[slot * size..<(slot + 1) * size]), isOccupied: occupied[slot])
        }
    }

    private static func vacancies(_ supplement: Supplement) throws -> [Vacancy] {
        try (supplement.vacancies ?? []).map { text in
            var reader = ByteReader(try Base64URL.decode(text))
            let vacancy = try Vacancy(reading: &reader)
            try reader.finish("vacancy")
            return vacancy
        }
    }

    private static func tickets(
        _ archive: ArchiveReader, _ supplement: Supplement
    ) throws -> [(hash: [UInt8], isUsed: Bool)] {
        let hashes = try archive.entry(ArchiveColumns.tickets)
        let size = ArchiveColumns.ticketByteCount
        let used = try Supplement.values(supplement.usedTickets, count: hashes.count / size)
        return used.enumerated().map {
            (Array(hashes[$0.offset * size..<($0.offset + 1) * size]), $0.element)
        }
    }
}
