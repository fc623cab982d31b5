/// The secrets of a path from some node to the root, RFC 9420 section 7.4.
package struct PathSecrets: Sendable {
    package struct Step: Sendable {
        package let node: Int
        package let pathSecret: Secret
        package let keyPair: HPKEKeyPair
    }

    /// The nodes from the bottom up.
    package private(set) var steps: [Step] = []
    /// What the path contributes to the key schedule.
    package let commitSecret: Secret

    /// Derives all that follows from the secret of the first of `nodes`.
    package init(
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
