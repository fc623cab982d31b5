extension Group {
    /// Grows when the format changes in a way that older versions cannot read.
    private static let formatVersion: UInt16 = 1

    /// All of the state, secrets included, in a versioned format.
    ///
    /// Store it where secrets may be, in place of what was stored before, whenever an operation
    /// has changed the value; and before what came of the operation is sent or shown.
    public func serialise() -> [UInt8] {
        var encoder = MLSEncoder(capacity: 16384)
        encoder.write(Self.formatVersion)
        encoder.write(cipherSuite)
        encoder.write(state)
        encoder.write(signatureKey.secret)
        preSharedKeys.encode(into: &encoder)
        encoder.write(vector: proposals)
        encoder.write(vector: pendingUpdates)
        encoder.write(optional: pending)
        encoder.write(vector: pastEpochs)
        encoder.write(status)
        return encoder.bytes
    }

    /// Reads stored state; throws on anything malformed or of an unknown version.
    public init(
        serialised bytes: [UInt8], configuration: GroupConfiguration = GroupConfiguration()
    ) throws(MLSError) {
        var decoder = MLSDecoder(bytes)
        guard try decoder.read(UInt16.self) == Self.formatVersion else {
            throw MLSError(.storedState)
        }
        let suite = try decoder.read(CipherSuite.self)
        algorithms = try suite.required()
        state = try decoder.read()
        state.tree.rehash(algorithms.hash)
        guard state.context.cipherSuite == suite,
            state.context.treeHash == state.tree.treeHash(algorithms.hash)
        else { throw MLSError(.storedState) }
        signatureKey = try SignaturePrivateKey(suite, secret: try decoder.read())
        preSharedKeys = try PreSharedKeys(from: &decoder)
        proposals = try decoder.readVector()
        pendingUpdates = try decoder.readVector()
        pending = try decoder.readOptional()
        pastEpochs = try decoder.readVector()
        status = try decoder.read()
        try decoder.finish()
        self.configuration = configuration
        pending?.rehash(algorithms.hash)
    }
}

extension Group.Status: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 0: self = .active
        case 1: self = .suspended(try decoder.read())
        case 2: self = .removed
        default: throw MLSError(.storedState)
        }
    }

    package func encode(into encoder: inout MLSEncoder) {
        switch self {
        case .active: encoder.write(UInt8(0))
        case .suspended(let reInit):
            encoder.write(UInt8(1))
            encoder.write(reInit)
        case .removed: encoder.write(UInt8(2))
        }
    }
}
