import MLS
import Testing

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

extension [Group] {
    /// Lets every member process and apply a commit that none of them made.
    mutating func follow(_ commit: [UInt8]) throws {
        for index in indices {
            guard case .commit(let staged) = try self[index].process(commit) else {
                throw MLSError(.unsupportedWireFormat)
            }
            try self[index].apply(staged)
        }
    }

    /// All members share epoch, secrets, roster and context.
    func requireAgreement() throws {
        let first = try #require(first)
        for group in self {
            try #require(group.epoch == first.epoch)
            try #require(group.epochAuthenticator == first.epochAuthenticator)
            try #require(group.members == first.members)
            try #require(group.groupContext == first.groupContext)
            try #require(
                group.state.privateKeys.isConsistent(with: group.state.tree, group.algorithms))
        }
    }

    /// Every member sends a message and every other one reads it.
    mutating func exchange() throws {
        for sender in indices {
            let text = [UInt8]("hello from \(sender)".utf8)
            let sealed = try self[sender].encrypt(text, paddingByteCount: 16)
            for receiver in indices where receiver != sender {
                guard case .application(let opened) = try self[receiver].process(sealed)
                else {
                    Issue.record("not an application message")
                    continue
                }
                #expect(opened.data == text)
                #expect(opened.sender == self[sender].ownIndex)
            }
        }
    }
}

/// Requires that `body` throws an error with this code.
func expectError(
    _ code: MLSError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("nothing was thrown, \(code) expected", sourceLocation: sourceLocation)
    } catch let error as MLSError {
        #expect(error.code == code, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
