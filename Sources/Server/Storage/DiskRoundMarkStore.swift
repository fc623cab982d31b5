import ServerCore
package import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The high-water mark in a file of two sectors, written in turn and forced to the disk: a write
/// that is cut off spoils one of them and leaves the other.
package final class DiskRoundMarkStore: RoundMarkStore {
    private static let sectorByteCount = 4_096
    private let file: FileHandle
    private var current: Round
    private var nextSector: Int
    /// Called for each round that is begun.
    var onRaise: () -> Void = {}

    package init(_ directory: ServerDirectory) throws {
        file = try FileHandle(directory.mark, flags: O_RDWR)
        var marks: [(round: Round, sector: Int)] = []
        for sector in 0..<2 {
            let bytes = try? file.read(16, at: sector * Self.sectorByteCount)
            if let round = bytes.flatMap(Self.decode) { marks.append((round, sector)) }
        }
        guard let latest = marks.max(by: { $0.round < $1.round }) else {
            throw ServerFailure(
                .data,
                "'\(directory.mark)' is damaged. It keeps a round from being served twice; "
                    + "restore it, or remove it once a minute has passed since this server stopped")
        }
        current = latest.round
        nextSector = 1 - latest.sector
    }

    /// A mark below every round.
    package static func create(_ directory: ServerDirectory) throws {
        try PrivateFile.write(
            encode(Round(rawValue: 0))
                + [UInt8](repeating: 0, count: 2 * sectorByteCount - 16),
            to: directory.mark)
    }

    /// The round and its complement.
    private static func encode(_ round: Round) -> [UInt8] {
        var writer = ByteWriter(reserving: 16)
        writer.writeInteger(round.rawValue)
        writer.writeInteger(~round.rawValue)
        return writer.bytes
    }

    private static func decode(_ bytes: [UInt8]) -> Round? {
        var reader = ByteReader(bytes)
        guard let value: UInt64 = try? reader.readInteger("round"),
            let complement: UInt64 = try? reader.readInteger("complement"), value == ~complement
        else { return nil }
        return Round(rawValue: value)
    }

    package func mark() -> Round { current }

    package func raise(to round: Round) throws {
        guard round > current else { return }
        try file.write(Self.encode(round), at: nextSector * Self.sectorByteCount)
        guard fdatasync(file.descriptor) == 0 else {
            throw ServerFailure(.inputOutput, "cannot force '\(file.path)' to the disk")
        }
        current = round
        nextSector = 1 - nextSector
        onRaise()
    }
}
