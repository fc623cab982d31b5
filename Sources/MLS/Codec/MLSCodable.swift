/// A structure with an encoding in the presentation language of RFC 9420.
public protocol MLSEncodable {
    /// Appends the encoding of this value.
    func encode(into encoder: inout MLSEncoder)
}

/// A structure that can be read from its encoding in the presentation language of RFC 9420.
public protocol MLSDecodable {
    /// Reads a value; throws on anything malformed.
    init(from decoder: inout MLSDecoder) throws(MLSError)
}

/// A structure that is encoded and decoded.
public typealias MLSCodable = MLSEncodable & MLSDecodable

extension MLSEncodable {
    /// The encoding of this value.
    public var encoded: [UInt8] {
        var encoder = MLSEncoder()
        encode(into: &encoder)
        return encoder.bytes
    }
}

extension MLSDecodable {
    /// Reads a value that fills all of `bytes`.
    ///
    /// Throws on anything malformed, trailing bytes included.
    public init(encoded bytes: [UInt8]) throws(MLSError) {
        var decoder = MLSDecoder(bytes)
        try self.init(from: &decoder)
        try decoder.finish()
    }
}

extension RawRepresentable where RawValue: FixedWidthInteger & UnsignedInteger {
    /// Appends the raw value in network byte order.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(rawValue)
    }
}

/// A registry value: any code point is carried, known or not (RFC 9420, section 17).
public protocol CodePoint: RawRepresentable, MLSCodable, Hashable, Sendable
where RawValue == UInt16 {
    /// A value with any code point.
    init(rawValue: UInt16)
}

extension CodePoint {
    /// Reads a code point.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        self.init(rawValue: try decoder.read(UInt16.self))
    }
}

/// A selector whose values are closed: an unknown one makes the structure unreadable.
public protocol Selector: RawRepresentable, MLSCodable, Sendable where RawValue == UInt8 {}

extension Selector {
    /// Reads a selector; throws on an unknown one.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        guard let value = Self(rawValue: try decoder.read(UInt8.self)) else {
            throw MLSError(.unknownSelector)
        }
        self = value
    }
}
