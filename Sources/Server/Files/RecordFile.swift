import PrivateRetrieval
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file of fixed size behind a header that says what it holds.
///
/// All its room is taken when it is made, so that a disk that fills up later does not matter to it.
final class RecordFile {
    private static let headerByteCount = 4_096
    private let file: FileHandle

    /// - Parameter header: What the file must hold: kind, deployment and sizes.
    init(_ path: String, header: [UInt8], byteCount: Int) throws {
        file = try FileHandle(path, flags: O_RDWR)
        guard try file.byteCount() == Self.headerByteCount + byteCount,
            try file.read(header.count, at: 0) == header
        else {
            throw ServerFailure(
                .data,
                "'\(path)' is damaged or belongs to another deployment: restore it, or move "
                    + "it away together with the other files of this server")
        }
    }

    /// Makes a file whose parts `fill` writes, each at its offset; it is there entirely or not at
    /// all.
    static func create(
        _ path: String, header: [UInt8], byteCount: Int,
        _ fill: (_ write: ([UInt8], Int) throws -> Void) throws -> Void
    ) throws {
        try PrivateFile.replace(path) { file in
            try file.reserve(headerByteCount + byteCount)
            try file.write(header, at: 0)
            let (descriptor, name) = (file.descriptor, file.path)
            try fill { bytes, offset in
                try FileHandle.write(
                    bytes, at: headerByteCount + offset, descriptor: descriptor, path: name)
            }
        }
    }

    /// Makes a file full of noise, so that what was never written looks like what was.
    static func create(_ path: String, header: [UInt8], byteCount: Int) throws {
        try PrivateFile.replace(path) { file in
            try file.reserve(headerByteCount + byteCount)
            try file.write(header, at: 0)
            var offset = 0
            while offset < byteCount {
                var noise = [UInt8](repeating: 0, count: min(1 << 20, byteCount - offset))
                var random = SystemRandomNumberGenerator()
                let key = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                try Pad.apply(key: key, to: &noise)
                try file.write(noise, at: headerByteCount + offset)
                offset += noise.count
            }
        }
    }

    static func header(_ kind: String, _ descriptor: DeploymentDescriptor) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless \(kind) v1")
        writer.write(descriptor.identifier)
        writer.writeInteger(UInt32(descriptor.parameters.capacity))
        writer.writeInteger(UInt32(descriptor.parameters.pagesPerSlot))
        return writer.bytes
    }

    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        try file.read(count, at: Self.headerByteCount + offset)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        try file.write(bytes, at: Self.headerByteCount + offset)
    }
}
