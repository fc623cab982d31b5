import MLS

/// Makes clients for tests.
enum Clients {
    static func key(_ suite: CipherSuite) throws -> SignaturePrivateKey {
        try SignaturePrivateKey.generate(suite)
    }

    static func bundle(
        _ name: String, _ suite: CipherSuite, capabilities: Capabilities = Capabilities()
    ) throws -> KeyPackageBundle {
        try KeyPackageBundle.generate(
            credential: .basic(identity: [UInt8](name.utf8)), signatureKey: key(suite),
            capabilities: capabilities)
    }

    static func founder(
        _ name: String, _ suite: CipherSuite, capabilities: Capabilities = Capabilities(),
        extensions: [Extension] = [], configuration: GroupConfiguration = GroupConfiguration()
    ) throws -> Group {
        try Group.create(
            groupID: [UInt8]("group".utf8), credential: .basic(identity: [UInt8](name.utf8)),
            signatureKey: key(suite), capabilities: capabilities, extensions: extensions,
            configuration: configuration)
    }

    /// A group of `count` members, all in the same epoch.
    static func groups(
        _ count: Int, _ suite: CipherSuite, capabilities: Capabilities = Capabilities(),
        extensions: [Extension] = [], configuration: GroupConfiguration = GroupConfiguration()
    ) throws -> [Group] {
        var founder = try founder(
            "0", suite, capabilities: capabilities, extensions: extensions,
            configuration: configuration)
        let bundles = try (1..<count).map {
            try bundle("\($0)", suite, capabilities: capabilities)
        }
        guard !bundles.isEmpty else { return [founder] }
        let made = try founder.commit(bundles.map { .add($0.keyPackage) })
        try founder.applyPendingCommit()
        return try [founder]
            + bundles.map {
                try Group.join(
                    welcome: made.welcome ?? [], keyPackage: $0, configuration: configuration)
            }
    }
}

extension [Group] {
    /// Lets the member at `index` commit and everybody else follow.
    mutating func commit(
        _ index: Int, _ proposals: [Proposal] = [], options: CommitOptions = CommitOptions()
    ) throws -> CommitBundle {
        let made = try self[index].commit(proposals, options: options)
        for other in indices where other != index && !self[other].isRemoved {
            guard case .commit(let staged) = try self[other].process(made.commit) else {
                throw MLSError(.unsupportedWireFormat)
            }
            try self[other].apply(staged)
        }
        try self[index].applyPendingCommit()
        return made
    }
}
