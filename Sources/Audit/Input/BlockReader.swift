import CZlib

/// Reads a file in pieces of known length, plain or compressed with gzip.
struct BlockReader: ~Copyable {
    private let file: gzFile
    private let path: String

    init(path: String) throws(InputError) {
        guard let opened = gzopen(path, "rb") else { throw .cannotOpen(path: path) }
        file = opened
        self.path = path
        gzbuffer(opened, 1 << 18)
    }

    deinit {
        gzclose(file)
    }

    /// The next bytes, fewer at the end of the file and none behind it.
    mutating func takeUpTo(_ count: Int) throws(InputError) -> [UInt8] {
        let file = file
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            got = Int(gzread(file, buffer.baseAddress, UInt32(count)))
            initialised = max(got, 0)
        }
        guard got >= 0 else { throw .damaged(path: path, afterLine: 0) }
        return bytes
    }

    /// The next bytes; nil at the end of the file.
    ///
    /// A last piece that is too short is an error.
    mutating func take(_ count: Int) throws(InputError) -> [UInt8]? {
        guard count > 0 else { return [] }
        let file = file
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32(count)) }
        if got == 0 { return nil }
        guard Int(got) == count else { throw .damaged(path: path, afterLine: 0) }
        return bytes
    }
}
