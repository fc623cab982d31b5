/// An HPKE encryption, RFC 9420 section 7.6.
public struct HPKECiphertext: MLSCodable, Sendable, Hashable {
    /// The encapsulated key.
    public var kemOutput: [UInt8]
    /// The encrypted text and its tag.
    public var ciphertext: [UInt8]

    package init(kemOutput: [UInt8], ciphertext: [UInt8]) {
        self.kemOutput = kemOutput
        self.ciphertext = ciphertext
    }

    /// Reads a ciphertext.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        kemOutput = try decoder.readOpaque()
        ciphertext = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: kemOutput)
        encoder.write(opaque: ciphertext)
    }
}
