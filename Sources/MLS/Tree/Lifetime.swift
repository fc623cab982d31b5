/// When a key package may be used, in seconds since 1970, both ends included.
public struct Lifetime: MLSCodable, Sendable, Hashable {
    /// The first second.
    public var notBefore: UInt64
    /// The last second.
    public var notAfter: UInt64

    /// Creates a lifetime.
    public init(notBefore: UInt64, notAfter: UInt64) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// A lifetime without limits, for applications that manage lifetimes otherwise.
    public static let unlimited = Lifetime(notBefore: 0, notAfter: .max)

    /// Reads a lifetime.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        notBefore = try decoder.read()
        notAfter = try decoder.read()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(notBefore)
        encoder.write(notAfter)
    }

    /// Whether `now` lies within.
    public func contains(_ now: UInt64) -> Bool {
        notBefore <= now && now <= notAfter
    }
}
