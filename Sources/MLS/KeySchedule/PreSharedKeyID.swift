/// Names a pre-shared key and its use in one commit, RFC 9420 section 8.4.
public struct PreSharedKeyID: MLSCodable, Sendable, Hashable {
    /// Which key it is.
    public enum Kind: Sendable, Hashable {
        /// One that the members agreed on outside of MLS.
        case external(id: [UInt8])
        /// The resumption secret of some group and epoch.
        case resumption(usage: ResumptionUsage, groupID: [UInt8], epoch: UInt64)
    }

    /// What a resumption secret is used for.
    public enum ResumptionUsage: UInt8, Selector, Hashable {
        /// Whatever the application wants.
        case application = 1
        /// Continuing a group that was re-initialised.
        case reinit = 2
        /// Branching off a group with some of the members.
        case branch = 3
    }

    /// Which key it is.
    public var kind: Kind
    /// Fresh bytes, as many as a hash has.
    public var nonce: [UInt8]

    /// Names a key.
    public init(kind: Kind, nonce: [UInt8]) {
        self.kind = kind
        self.nonce = nonce
    }

    /// Reads an identifier.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 1:
            kind = .external(id: try decoder.readOpaque())
        case 2:
            kind = .resumption(
                usage: try decoder.read(), groupID: try decoder.readOpaque(),
                epoch: try decoder.read())
        default:
            throw MLSError(.unknownSelector)
        }
        nonce = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        switch kind {
        case .external(let id):
            encoder.write(UInt8(1))
            encoder.write(opaque: id)
        case .resumption(let usage, let groupID, let epoch):
            encoder.write(UInt8(2))
            encoder.write(usage)
            encoder.write(opaque: groupID)
            encoder.write(epoch)
        }
        encoder.write(opaque: nonce)
    }

    /// The usage, if this is a resumption secret.
    package var usage: ResumptionUsage? {
        if case .resumption(let usage, _, _) = kind { usage } else { nil }
    }
}
