/// The keys of an epoch's private messages, RFC 9420 section 9.
///
/// Node secrets are expanded on the way to a leaf that sends, and dropped once both children are
/// derived, so that what was consumed cannot be derived again.
package struct SecretTree: Sendable {
    /// The two ratchets of a leaf.
    package struct Ratchets: Sendable {
        package var handshake: HashRatchet
        package var application: HashRatchet

        package subscript(type: ContentType) -> HashRatchet {
            get { type == .application ? application : handshake }
            set {
                if type == .application { application = newValue } else { handshake = newValue }
            }
        }
    }

    /// What deriving a leaf's ratchets would change.
    private struct Expansion {
        package var consumed: Int?
        package var derived: [(node: Int, secret: Secret)] = []
        package var ratchets: Ratchets
    }

    let leafCount: Int
    private var nodeSecrets: [Int: Secret]
    private var ratchets: [LeafIndex: Ratchets] = [:]

    package init(leafCount: Int, encryptionSecret: Secret) {
        self.leafCount = leafCount
        nodeSecrets = [TreeMath.root(leafCount: leafCount): encryptionSecret]
    }

    /// The key for the next message that the leaf sends; it is gone from the tree.
    package mutating func nextKey(
        of leaf: LeafIndex, _ type: ContentType, _ algorithms: Algorithms
    ) throws(MLSError) -> HashRatchet.Key {
        var expansion = try expansion(to: leaf, algorithms)
        let key = try expansion.ratchets[type].next(algorithms)
        apply(expansion, leaf)
        return key
    }

    /// Opens a message with the key of a generation; the key is gone only if `open` returns.
    package mutating func withKey<Result>(
        of leaf: LeafIndex, _ type: ContentType, generation: UInt32,
        window: HashRatchet.Window, _ algorithms: Algorithms,
        open: (HashRatchet.Key) throws(MLSError) -> Result
    ) throws(MLSError) -> Result {
        var expansion = try expansion(to: leaf, algorithms)
        let key = try expansion.ratchets[type].key(
            for: generation, window: window, algorithms)
        let result = try open(key)
        apply(expansion, leaf)
        return result
    }

    private func expansion(
        to leaf: LeafIndex, _ algorithms: Algorithms
    ) throws(MLSError) -> Expansion {
        if let known = ratchets[leaf] { return Expansion(ratchets: known) }
        guard Int(leaf.rawValue) < leafCount else { throw MLSError(.unknownSender) }
        let path = [leaf.node] + TreeMath.directPath(leaf.node, leafCount: leafCount)
        guard let top = path.firstIndex(where: { nodeSecrets[$0] != nil }),
            var secret = nodeSecrets[path[top]]
        else { throw MLSError(.generationConsumed) }
        var derived: [(node: Int, secret: Secret)] = []
        for index in stride(from: top, to: 0, by: -1) {
            let left = expand(secret, "left", algorithms)
            let right = expand(secret, "right", algorithms)
            let goesLeft = path[index - 1] < path[index]
            let sibling = TreeMath.sibling(path[index - 1])
            derived.append((sibling, goesLeft ? right : left))
            secret = goesLeft ? left : right
        }
        let count = algorithms.hashByteCount
        let ratchets = Ratchets(
            handshake: HashRatchet(
                secret: algorithms.expand(secret, label: "handshake", count: count)),
            application: HashRatchet(
                secret: algorithms.expand(secret, label: "application", count: count)))
        return Expansion(consumed: path[top], derived: derived, ratchets: ratchets)
    }

    private func expand(_ secret: Secret, _ side: String, _ algorithms: Algorithms) -> Secret {
        algorithms.expand(
            secret, label: "tree", context: [UInt8](side.utf8), count: algorithms.hashByteCount)
    }

    private mutating func apply(_ expansion: Expansion, _ leaf: LeafIndex) {
        if let consumed = expansion.consumed { nodeSecrets[consumed] = nil }
        for (node, secret) in expansion.derived { nodeSecrets[node] = secret }
        ratchets[leaf] = expansion.ratchets
    }
}

extension SecretTree: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        leafCount = Int(try decoder.read(UInt32.self))
        guard leafCount.nonzeroBitCount == 1 else { throw MLSError(.storedState) }
        nodeSecrets = [:]
        for _ in 0..<(try decoder.read(UInt32.self)) {
            nodeSecrets[Int(try decoder.read(UInt32.self))] = try decoder.read(Secret.self)
        }
        for _ in 0..<(try decoder.read(UInt32.self)) {
            let leaf = try decoder.read(LeafIndex.self)
            ratchets[leaf] = Ratchets(
                handshake: try decoder.read(), application: try decoder.read())
        }
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(UInt32(leafCount))
        encoder.write(UInt32(nodeSecrets.count))
        for (node, secret) in nodeSecrets.sorted(by: { $0.key < $1.key }) {
            encoder.write(UInt32(node))
            encoder.write(secret)
        }
        encoder.write(UInt32(ratchets.count))
        for (leaf, pair) in ratchets.sorted(by: { $0.key < $1.key }) {
            encoder.write(leaf)
            encoder.write(pair.handshake)
            encoder.write(pair.application)
        }
    }
}
