import Crypto
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes an archive and its supplement from a snapshot.
///
/// Sizes are known before anything is written, so room is made for the whole file first and planes
/// are written at their places in the order in which the rounds will overwrite them.
struct ArchiveWriter {
    /// Of each second at work, an export rests for this many, unless the rounds catch up with it.
    private static let restPerWork = 4.0

    let source: ExportSource
    let deployment: SignedDeployment
    let role: ServerRole
    let software: String
    let signingKey: Curve25519.Signing.PrivateKey
    let backupKey: XWingMLKEM768X25519.PublicKey
    /// Whether to rest between planes, so that rounds have the machine.
    let isGentle: Bool

    private struct Place {
        var offset: Int
        var byteCount: Int
    }

    /// Writes both files, the supplement first: an archive without one is no backup.
    /// - Returns: The archive's size in bytes.
    func write(archive path: String, supplement supplementPath: String) throws -> Int {
        let order = RowOrder.draw()
        let accounts = try source.accounts.accounts()
        let tickets = try source.accounts.tickets()
        // As long as it is open, a registration waits for it.
        source.accounts.close()
        if isGentle { LowPriority.takeForThisThread() }
        let capacity = source.descriptor.parameters.capacity
        guard accounts.isOccupied.count == capacity,
            accounts.keys.count == capacity * AccountRecord.keyByteCount
        else {
            throw ServerFailure(
                .configuration,
                "this server has no account table yet: a helper takes it over when it first meets "
                    + "its leader")
        }
        var size = 0
        var manifestBytes: [UInt8] = []
        try PrivateFile.replace(path, mode: 0o644) { file in
            (size, manifestBytes) = try write(file, order, accounts, tickets)
            // Written last, and before the archive gets its name.
            let supplement = try SealedSupplement(
                try supplement(order, accounts, tickets), of: manifest(accounts, tickets),
                manifest: manifestBytes, to: backupKey, signingKey: signingKey)
            try PrivateFile.write(try JSONText.encode(supplement), to: supplementPath)
        }
        return size
    }

    // MARK: The archive

    private func write(
        _ file: borrowing FileHandle, _ order: RowOrder, _ accounts: AccountSnapshot.Accounts,
        _ tickets: [AccountSnapshot.Ticket]
    ) throws -> (size: Int, manifest: [UInt8]) {
        var manifest = manifest(accounts, tickets)
        let (places, end) = layOut(ticketCount: tickets.count)
        try file.reserve(end + 2 * TarHeader.paddedByteCount(try manifest.encoded.count) + 4_096)
        func put(_ name: String, _ bytes: [UInt8]) throws {
            guard let place = places[name], bytes.count == place.byteCount else {
                preconditionFailure("an entry of another size than laid out")
            }
            try putEntry(file, name, bytes, at: place.offset)
            guard let index = manifest.entries.firstIndex(where: { $0.name == name }) else {
                return
            }
            manifest.entries[index].sha256 = Hexadecimal.encode(ArchiveManifest.digest(bytes))
        }
        func putColumn(_ name: String, _ rows: [UInt8], _ rowByteCount: Int) throws {
            let slots = try order.slots(column: name, count: rows.count / rowByteCount)
            try put(
                name, RowShuffle.toArchive(rows, order: slots, rowByteCount: rowByteCount))
        }
        try put(ArchiveColumns.readme, readme)
        try put(ArchiveColumns.deployment, deployment.encodeFile())
        try putColumn(ArchiveColumns.keys, accounts.keys, AccountRecord.keyByteCount)
        try putColumn(
            ArchiveColumns.generations, accounts.generations, ArchiveColumns.generationByteCount)
        try put(ArchiveColumns.tickets, tickets.flatMap(\.hash))
        try putColumn(ArchiveColumns.bells, source.bells, DeploymentParameters.bellByteCount)
        let store = try DiskPlaneStore(source.directory, source.descriptor)
        for index in source.planeOrder {
            let start = ContinuousClock.now
            try putColumn(
                ArchiveColumns.plane(index), try source.plane(index, in: store),
                DeploymentParameters.cellByteCount)
            if isGentle { rest(after: ContinuousClock.now - start) }
        }
        let bytes = try manifest.encoded
        let size = try finish(file, bytes, at: end)
        return (size, bytes)
    }

    /// Long rests only while the export is ahead of the rounds.
    private func rest(after work: Duration) {
        guard source.snapshots?.isBehind != true else { return }
        let microseconds = (work * Self.restPerWork) / .microseconds(1)
        usleep(useconds_t(min(2_000_000, max(0, microseconds))))
    }

    private func finish(
        _ file: borrowing FileHandle, _ manifest: [UInt8], at end: Int
    ) throws -> Int {
        var offset = end
        for (name, bytes) in [
            (ArchiveManifest.fileName, manifest),
            (
                ArchiveManifest.signatureFileName,
                try ArchiveManifest.sign(manifest, signingKey)
            ),
        ] {
            try putEntry(file, name, bytes, at: offset)
            offset += TarHeader.byteCount + TarHeader.paddedByteCount(bytes.count)
        }
        try file.write([UInt8](repeating: 0, count: 2 * TarHeader.byteCount), at: offset)
        offset += 2 * TarHeader.byteCount
        guard ftruncate(file.descriptor, off_t(offset)) == 0 else {
            throw SystemCall.failure("write", file.path)
        }
        return offset
    }

    private func putEntry(
        _ file: borrowing FileHandle, _ name: String, _ bytes: [UInt8], at offset: Int
    ) throws {
        let header = TarHeader(name: name, byteCount: bytes.count, unixSeconds: unixSeconds)
        try file.write(header.encoded, at: offset)
        try file.write(bytes, at: offset + TarHeader.byteCount)
        let padding = TarHeader.paddedByteCount(bytes.count) - bytes.count
        if padding > 0 {
            try file.write(
                [UInt8](repeating: 0, count: padding),
                at: offset + TarHeader.byteCount + bytes.count)
        }
        file.forgetCached()
    }

    /// Everybody's round: the archive's own time.
    private var unixSeconds: Int { Int(source.round.start(source.descriptor.parameters) / 1_000) }
}

// MARK: - What is in it

extension ArchiveWriter {
    private var readme: [UInt8] { ArchiveReadme.text(role, source.descriptor) }

    private func entries(ticketCount: Int) -> [(name: String, byteCount: Int, row: Int?)] {
        let parameters = source.descriptor.parameters
        return [
            (ArchiveColumns.readme, readme.count, nil),
            (ArchiveColumns.deployment, deployment.encodeFile().count, nil),
            (
                ArchiveColumns.tickets, ticketCount * ArchiveColumns.ticketByteCount,
                ArchiveColumns.ticketByteCount
            ),
        ]
            + ArchiveColumns.ofSlots(parameters).map {
                ($0.name, $0.rowByteCount * parameters.capacity, $0.rowByteCount)
            }
    }

    private func layOut(ticketCount: Int) -> (places: [String: Place], end: Int) {
        var places: [String: Place] = [:]
        var offset = 0
        for entry in entries(ticketCount: ticketCount) {
            places[entry.name] = Place(offset: offset, byteCount: entry.byteCount)
            offset += TarHeader.byteCount + TarHeader.paddedByteCount(entry.byteCount)
        }
        return (places, offset)
    }

    private func manifest(
        _ accounts: AccountSnapshot.Accounts, _ tickets: [AccountSnapshot.Ticket]
    ) -> ArchiveManifest {
        let descriptor = source.descriptor
        return ArchiveManifest(
            role: role.rawValue, deployment: Hexadecimal.encode(descriptor.identifier),
            descriptorDigest: Hexadecimal.encode(descriptor.digest), round: source.round.rawValue,
            software: software, slots: descriptor.parameters.capacity,
            planes: descriptor.parameters.pagesPerSlot,
            counters: ArchiveManifest.Counters(
                accounts: accounts.isOccupied.count { $0 }, tickets: tickets.count,
                ticketsUsed: tickets.count { $0.isUsed }),
            entries: entries(ticketCount: tickets.count).map {
                ArchiveManifest.Entry(
                    name: $0.name, bytes: $0.byteCount, rowBytes: $0.row,
                    sha256: String(repeating: "0", count: 64))
            })
    }

    private static func digits(_ round: Round) -> String {
        var writer = ByteWriter(reserving: 8)
        writer.writeInteger(round.rawValue)
        return Hexadecimal.encode(writer.bytes)
    }

    private func supplement(
        _ order: RowOrder, _ accounts: AccountSnapshot.Accounts,
        _ tickets: [AccountSnapshot.Ticket]
    ) throws -> Supplement {
        var files: [String: String] = [:]
        for name in Supplement.fileNames {
            let path = source.directory.file(name)
            guard PrivateFile.exists(path) else { continue }
            files[name] = Base64URL.encode(try PrivateFile.read(path))
        }
        let vacancies = accounts.vacancies.map { Base64URL.encode($0) }
        return Supplement(
            order: Hexadecimal.encode(order.seed), mark: Self.digits(source.mark),
            occupied: Supplement.bits(accounts.isOccupied),
            usedTickets: Supplement.bits(tickets.map(\.isUsed)),
            vacancies: vacancies.isEmpty ? nil : vacancies, files: files)
    }
}
