/// The pre-shared keys that a member holds; part of a group's state.
public struct PreSharedKeys: Sendable {
    package struct Resumption: Hashable {
        package let groupID: [UInt8]
        package let epoch: UInt64
    }

    package private(set) var external: [[UInt8]: Secret] = [:]
    package private(set) var resumption: [Resumption: Secret] = [:]

    /// Creates an empty store.
    public init() {}

    /// Keeps a key that was agreed on outside of MLS, or drops it if `secret` is nil.
    public mutating func set(externalID id: [UInt8], to secret: Secret?) {
        external[id] = secret
    }

    /// Keeps the resumption secret of another group, or drops it if `secret` is nil.
    public mutating func set(
        resumptionOf groupID: [UInt8], epoch: UInt64, to secret: Secret?
    ) {
        resumption[Resumption(groupID: groupID, epoch: epoch)] = secret
    }

    /// Keeps the resumption secrets of one group for its last `epochs` epochs only.
    package mutating func forget(groupID: [UInt8], before epoch: UInt64) {
        resumption = resumption.filter { $0.key.groupID != groupID || $0.key.epoch >= epoch }
    }

    package subscript(kind: PreSharedKeyID.Kind) -> Secret? {
        switch kind {
        case .external(let id): external[id]
        case .resumption(_, let groupID, let epoch):
            resumption[Resumption(groupID: groupID, epoch: epoch)]
        }
    }

    /// The psk_secret of RFC 9420, section 8.4.
    package func pskSecret(
        for ids: [PreSharedKeyID], _ algorithms: Algorithms
    ) throws(MLSError) -> Secret {
        var pskSecret = Secret.zero(count: algorithms.hashByteCount)
        for (index, id) in ids.enumerated() {
            guard let key = self[id.kind] else { throw MLSError(.unknownPreSharedKey) }
            var label = MLSEncoder()
            label.write(id)
            label.write(UInt16(truncatingIfNeeded: index))
            label.write(UInt16(truncatingIfNeeded: ids.count))
            let extracted = algorithms.extract(
                salt: .zero(count: algorithms.hashByteCount), ikm: key)
            let input = algorithms.expand(
                extracted, label: "derived psk", context: label.bytes,
                count: algorithms.hashByteCount)
            pskSecret = algorithms.extract(salt: input, ikm: pskSecret)
        }
        return pskSecret
    }
}

extension PreSharedKeys {
    /// Reads stored keys.
    init(from decoder: inout MLSDecoder) throws(MLSError) {
        for _ in 0..<(try decoder.read(UInt32.self)) {
            external[try decoder.readOpaque()] = try decoder.read(Secret.self)
        }
        for _ in 0..<(try decoder.read(UInt32.self)) {
            let key = Resumption(
                groupID: try decoder.readOpaque(), epoch: try decoder.read())
            resumption[key] = try decoder.read(Secret.self)
        }
    }

    /// Appends the keys in an order that depends on nothing but the keys' names.
    func encode(into encoder: inout MLSEncoder) {
        encoder.write(UInt32(external.count))
        for (id, secret) in external.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            encoder.write(opaque: id)
            encoder.write(secret)
        }
        encoder.write(UInt32(resumption.count))
        let ordered = resumption.sorted { left, right in
            left.key.groupID == right.key.groupID
                ? left.key.epoch < right.key.epoch
                : left.key.groupID.lexicographicallyPrecedes(right.key.groupID)
        }
        for (key, secret) in ordered {
            encoder.write(opaque: key.groupID)
            encoder.write(key.epoch)
            encoder.write(secret)
        }
    }
}
