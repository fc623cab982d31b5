import CZlib

/// Reads a file line by line, plain or compressed with gzip, in constant memory.
///
/// Lines end in LF or CRLF. A line longer than `lineLimit` is an error, so a file that expands
/// without end cannot fill the memory.
package struct LineReader: ~Copyable {
    package static let lineLimit = 1 << 20

    private let file: gzFile
    private let path: String
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var filled = 0
    /// The number of the line last returned, from 1.
    package private(set) var lineNumber = 0

    package init(path: String) throws(InputError) {
        guard let opened = gzopen(path, "rb") else { throw .cannotOpen(path: path) }
        file = opened
        self.path = path
    }

    deinit {
        gzclose(file)
    }

    /// The next line without its end, or nil at the end of the file.
    package mutating func next() throws(InputError) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if position == filled, try !refill() {
                guard !line.isEmpty else { return nil }
                break
            }
            let end = buffer[position..<filled].firstIndex(of: 0x0A)
            line.append(contentsOf: buffer[position..<(end ?? filled)])
            position = end.map { $0 + 1 } ?? filled
            guard line.count <= Self.lineLimit else {
                throw .lineTooLong(path: path, line: lineNumber + 1, limitBytes: Self.lineLimit)
            }
            if end != nil { break }
        }
        lineNumber += 1
        if line.last == 0x0D { line.removeLast() }
        if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        return line
    }

    private mutating func refill() throws(InputError) -> Bool {
        let capacity = UInt32(buffer.count)
        let file = file
        let got = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress, capacity) }
        guard got >= 0 else { throw .damaged(path: path, afterLine: lineNumber) }
        position = 0
        filled = Int(got)
        return got > 0
    }
}
