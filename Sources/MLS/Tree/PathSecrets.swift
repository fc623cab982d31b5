/// The secrets of a path from some node to the root, RFC 9420 section 7.4.
struct PathSecrets: Sendable {
    struct Step: Sendable {
        let node: Int
        let pathSecret: Secret
        let keyPair: HPKEKeyPair
    }

    /// The nodes from the bottom up.
    private(set) var steps: [Step] = []
    /// What the path contributes to the key schedule.
    let commitSecret: Secret

    /// Derives all that follows from the secret of the first of `nodes`.
    init(
        from first: Secret, nodes: some Sequence<Int>, _ algorithms: Algorithms
    ) throws(MLSError) {
        var secret = first
        for node in nodes {
            let nodeSecret = algorithms.derive(secret, label: "node")
            let keyPair = try algorithms.kem.derive(from: nodeSecret)
            steps.append(Step(node: node, pathSecret: secret, keyPair: keyPair))
            secret = algorithms.derive(secret, label: "path")
        }
        // Without nodes nobody else ever computes this secret, but it must still be one.
        commitSecret = steps.isEmpty ? algorithms.derive(secret, label: "path") : secret
    }
}
