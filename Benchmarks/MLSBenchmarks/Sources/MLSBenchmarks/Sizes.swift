import MLS

/// How long messages are.
enum Sizes {
    static func measure(_ scenario: inout Scenario, _ memberCount: Int) throws -> [String: Int] {
        var sizes: [String: Int] = [:]
        scenario.first.configuration.handshakeWireFormat = .publicMessage
        let bundle = try Scenario.bundle(scenario.suite)
        sizes["key package"] = bundle.keyPackage.encoded.count
        let sealed = try scenario.first.encrypt([])
        sizes["private message, empty"] = sealed.count
        var group = scenario.first
        sizes["path commit, populated tree"] = try group.commit().commit.count
        group.clearPendingCommit()
        var options = CommitOptions()
        options.includesRatchetTree = false
        let apart = try group.commit([.add(bundle.keyPackage)], options: options)
        sizes["Welcome, tree apart"] = apart.welcome?.count
        sizes["ratchet tree"] = apart.ratchetTree.count
        group.clearPendingCommit()
        sizes["Welcome with tree"] = try group.commit([.add(bundle.keyPackage)]).welcome?.count
        var founder = try Scenario.founder(scenario.suite)
        founder.configuration.handshakeWireFormat = .publicMessage
        let bundles = try (1..<memberCount).map { _ in try Scenario.bundle(scenario.suite) }
        _ = try founder.commit(bundles.map { .add($0.keyPackage) })
        try founder.applyPendingCommit()
        sizes["path commit after a bulk add"] = try founder.commit().commit.count
        return sizes
    }
}
