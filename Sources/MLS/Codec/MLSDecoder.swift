/// Reads the presentation language of RFC 9420, section 2.1.
///
/// A length that exceeds what is left throws before anything is allocated.
public struct MLSDecoder: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let end: Int

    /// Reads from the beginning of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// Reads from the beginning of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        end = bytes.endIndex
    }

    /// The number of bytes not yet read.
    public var remainingByteCount: Int { end - position }

    /// Whether everything was read.
    public var isAtEnd: Bool { position == end }

    /// Reads an integer in network byte order.
    public mutating func read<T: FixedWidthInteger & UnsignedInteger>(
        _ type: T.Type = T.self
    ) throws(MLSError) -> T {
        var value: T = 0
        for byte in try readSlice(count: T.bitWidth / 8) {
            value = T.bitWidth == 8 ? T(byte) : (value << 8) | T(byte)
        }
        return value
    }

    /// Reads `count` bytes.
    public mutating func readRaw(count: Int) throws(MLSError) -> [UInt8] {
        [UInt8](try readSlice(count: count))
    }

    /// Reads `opaque value<V>`.
    public mutating func readOpaque() throws(MLSError) -> [UInt8] {
        [UInt8](try readSlice(count: try readLength()))
    }

    /// Reads one structure.
    public mutating func read<T: MLSDecodable>(_ type: T.Type = T.self) throws(MLSError) -> T {
        try T(from: &self)
    }

    /// Reads `optional<T>`.
    public mutating func readOptional<T: MLSDecodable>(
        _ type: T.Type = T.self
    ) throws(MLSError) -> T? {
        switch try read(UInt8.self) {
        case 0: return nil
        case 1: return try T(from: &self)
        default: throw MLSError(.invalidOptional)
        }
    }

    /// Reads `T values<V>`.
    public mutating func readVector<T: MLSDecodable>(
        of type: T.Type = T.self
    ) throws(MLSError) -> [T] {
        var inner = MLSDecoder(try readSlice(count: try readLength()))
        var values: [T] = []
        while !inner.isAtEnd { values.append(try T(from: &inner)) }
        return values
    }

    /// Reads all that is left.
    package mutating func readRest() -> ArraySlice<UInt8> {
        defer { position = end }
        return bytes[position..<end]
    }

    /// Throws unless everything was read.
    public func finish() throws(MLSError) {
        guard isAtEnd else { throw MLSError(.trailingBytes) }
    }

    /// Reads a variable-size length, RFC 9420 section 2.1.2.
    package mutating func readLength() throws(MLSError) -> Int {
        let first = try read(UInt8.self)
        let length: Int
        switch first >> 6 {
        case 0: return Int(first)
        case 1:
            length = Int(first & 0x3F) << 8 | Int(try read(UInt8.self))
            guard length >= 1 << 6 else { throw MLSError(.nonMinimalLength) }
        case 2:
            let high = Int(first & 0x3F) << 24 | Int(try read(UInt8.self)) << 16
            length = high | Int(try read(UInt16.self))
            guard length >= 1 << 14 else { throw MLSError(.nonMinimalLength) }
        default:
            throw MLSError(.invalidLengthPrefix)
        }
        return length
    }

    private mutating func readSlice(count: Int) throws(MLSError) -> ArraySlice<UInt8> {
        guard count <= remainingByteCount else { throw MLSError(.truncated) }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
