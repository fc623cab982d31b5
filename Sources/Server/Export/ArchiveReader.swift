import Crypto
import FoundationEssentials
import Wire

/// An archive whose manifest was read and whose signature holds; its entries are checked against
/// the manifest as they are read.
final class ArchiveReader {
    private static let smallEntryLimit = 1 << 26

    let path: String
    let manifest: ArchiveManifest
    /// SHA-256 of the manifest's bytes.
    let manifestDigest: [UInt8]
    let deployment: SignedDeployment
    let role: ServerRole
    private let file: FileHandle
    private let places: [String: (offset: Int, byteCount: Int)]

    /// The key that signed the archive, as the deployment inside names it.
    var signingKey: [UInt8] {
        let descriptor = deployment.descriptor
        return role == .leader ? descriptor.leader.signingKey : descriptor.helper.signingKey
    }

    init(_ path: String) throws {
        guard PrivateFile.exists(path) else {
            throw ServerFailure(.missingInput, "'\(path)' is not there")
        }
        self.path = path
        file = try FileHandle(path, flags: 0)
        places = try Self.index(file, path)
        let manifestBytes = try Self.small(ArchiveManifest.fileName, places, file, path)
        manifest = try Self.decode(manifestBytes, path)
        manifestDigest = ArchiveManifest.digest(manifestBytes)
        do {
            deployment = try SignedDeployment(
                file: try Self.small(ArchiveColumns.deployment, places, file, path))
            try deployment.verify()
        } catch let error as WireError {
            throw ServerFailure(.data, "'\(path)': its deployment.json: \(error)")
        }
        guard let role = ServerRole(rawValue: manifest.role) else {
            throw ServerFailure(.data, "'\(path)' is of a '\(manifest.role)', which is no server")
        }
        self.role = role
        let descriptor = deployment.descriptor
        let key = role == .leader ? descriptor.leader.signingKey : descriptor.helper.signingKey
        guard
            ArchiveManifest.isSigned(
                manifestBytes,
                try Self.small(ArchiveManifest.signatureFileName, places, file, path), by: key)
        else {
            throw ServerFailure(
                .data,
                "'\(path)' was changed after its operator signed it, or signed by somebody else")
        }
        try Self.checkShape(manifest, descriptor, places, path)
    }

    // MARK: The tar

    /// Where each entry is.
    ///
    /// Nothing but entries as this program writes them, to the end of the file.
    private static func index(
        _ file: borrowing FileHandle, _ path: String
    ) throws -> [String: (offset: Int, byteCount: Int)] {
        let size = try file.byteCount()
        var places: [String: (offset: Int, byteCount: Int)] = [:]
        var offset = 0
        while true {
            guard offset + TarHeader.byteCount <= size else { throw truncated(path) }
            let block = try file.read(TarHeader.byteCount, at: offset)
            offset += TarHeader.byteCount
            if block.allSatisfy({ $0 == 0 }) { break }
            guard let header = TarHeader(block) else {
                throw ServerFailure(
                    .data, "'\(path)' is no export of a Moonless server, or is damaged")
            }
            let padded = TarHeader.paddedByteCount(header.byteCount)
            guard padded <= size - offset else { throw truncated(path) }
            guard places.updateValue((offset, header.byteCount), forKey: header.name) == nil else {
                throw ServerFailure(.data, "'\(path)' holds '\(header.name)' twice")
            }
            offset += padded
        }
        guard offset + TarHeader.byteCount <= size else { throw truncated(path) }
        let rest = try file.read(size - offset, at: offset)
        guard rest.count == TarHeader.byteCount, rest.allSatisfy({ $0 == 0 }) else {
            throw ServerFailure(.data, "'\(path)' goes on behind its end: it was changed")
        }
        return places
    }

    private static func truncated(_ path: String) -> ServerFailure {
        ServerFailure(.data, "'\(path)' is cut off: copy it again from where it came")
    }

    private static func small(
        _ name: String, _ places: [String: (offset: Int, byteCount: Int)],
        _ file: borrowing FileHandle, _ path: String
    ) throws -> [UInt8] {
        guard let place = places[name], place.byteCount <= smallEntryLimit else {
            throw ServerFailure(
                .data, "'\(path)' is no export of a Moonless server: it has no '\(name)'")
        }
        return try content(place, file, path)
    }

    /// An entry's bytes; the block behind them is filled up with zeros.
    private static func content(
        _ place: (offset: Int, byteCount: Int), _ file: borrowing FileHandle, _ path: String
    ) throws -> [UInt8] {
        var bytes = try file.read(
            TarHeader.paddedByteCount(place.byteCount), at: place.offset)
        guard bytes[place.byteCount...].allSatisfy({ $0 == 0 }) else {
            throw ServerFailure(.data, "'\(path)' was changed between two entries")
        }
        bytes.removeSubrange(place.byteCount...)
        return bytes
    }

    // MARK: The manifest

    private static func decode(_ bytes: [UInt8], _ path: String) throws -> ArchiveManifest {
        struct Version: Codable {
            var format: String
            var version: Int
        }
        let decoder = JSONDecoder()
        guard let version = try? decoder.decode(Version.self, from: Data(bytes)),
            version.format == ArchiveManifest.format
        else { throw ServerFailure(.data, "'\(path)' is no export of a Moonless server") }
        guard version.version == ArchiveManifest.currentVersion else {
            throw ServerFailure(
                .data,
                "'\(path)' is of version \(version.version), this program knows "
                    + "\(ArchiveManifest.currentVersion): use a newer moonlessd")
        }
        guard let manifest = try? decoder.decode(ArchiveManifest.self, from: Data(bytes)) else {
            throw ServerFailure(.data, "the manifest of '\(path)' is incomplete")
        }
        return manifest
    }

    /// Manifest, deployment and entries agree on names and sizes.
    private static func checkShape(
        _ manifest: ArchiveManifest, _ descriptor: DeploymentDescriptor,
        _ places: [String: (offset: Int, byteCount: Int)], _ path: String
    ) throws {
        func refuse(_ why: String) -> ServerFailure { ServerFailure(.data, "'\(path)': \(why)") }
        let parameters = descriptor.parameters
        guard manifest.descriptorDigest == Hexadecimal.encode(descriptor.digest),
            manifest.slots == parameters.capacity, manifest.planes == parameters.pagesPerSlot
        else { throw refuse("its manifest and its deployment do not fit") }
        var sizes: [String: Int] = [:]
        for entry in manifest.entries { sizes[entry.name] = entry.bytes }
        guard sizes.count == manifest.entries.count, places.count == sizes.count + 2 else {
            throw refuse("it holds other entries than its manifest says")
        }
        for (name, size) in sizes where places[name]?.byteCount != size {
            throw refuse("'\(name)' is not there, or of another size than its manifest says")
        }
        let columns = ArchiveColumns.ofSlots(parameters).map {
            ($0.name, $0.rowByteCount * parameters.capacity)
        }
        for (name, size) in columns where sizes[name] != size {
            throw refuse("'\(name)' is missing or of a wrong size")
        }
        let tickets = sizes[ArchiveColumns.tickets]
        guard tickets == manifest.counters.tickets * ArchiveColumns.ticketByteCount else {
            throw refuse("'\(ArchiveColumns.tickets)' is missing or of a wrong size")
        }
    }

    // MARK: Entries

    /// An entry's bytes, if they are those that the operator signed.
    func entry(_ name: String) throws -> [UInt8] {
        guard let place = places[name],
            let entry = manifest.entries.first(where: { $0.name == name })
        else { throw ServerFailure(.data, "'\(path)' has no '\(name)'") }
        let bytes = try Self.content(place, file, path)
        guard Hexadecimal.encode(ArchiveManifest.digest(bytes)) == entry.sha256 else {
            throw ServerFailure(
                .data, "'\(name)' in '\(path)' was changed: its SHA-256 is not the manifest's")
        }
        file.forgetCached()
        return bytes
    }

    /// Reads and checks everything.
    func verifyAll() throws {
        for entry in manifest.entries { _ = try self.entry(entry.name) }
    }
}
