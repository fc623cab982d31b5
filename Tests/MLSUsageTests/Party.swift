import MLS
import Testing

/// Members of one group, driven by nothing but the public API: this target has no access to the
/// rest of the package.
struct Party {
    var members: [Group]

    static let suite = CipherSuite.x25519AES128SHA256Ed25519

    static func credential(_ name: String) -> Credential {
        .basic(identity: [UInt8](name.utf8))
    }

    static func bundle(
        _ name: String, _ suite: CipherSuite = suite,
        capabilities: Capabilities = Capabilities(), lifetime: Lifetime = .unlimited,
        lastResort: Bool = false
    ) throws -> KeyPackageBundle {
        try KeyPackageBundle.generate(
            credential: credential(name), signatureKey: .generate(suite),
            capabilities: capabilities, lifetime: lifetime, lastResort: lastResort)
    }

    /// A group of so many members, all with these capabilities.
    init(
        _ count: Int, _ suite: CipherSuite = Self.suite,
        capabilities: Capabilities = Capabilities(), extensions: [Extension] = [],
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws {
        var founder = try Group.create(
            groupID: [7], credential: Self.credential("0"), signatureKey: .generate(suite),
            capabilities: capabilities, extensions: extensions, configuration: configuration)
        let bundles = try (1..<max(count, 1)).map {
            try Self.bundle("\($0)", suite, capabilities: capabilities)
        }
        members = []
        if !bundles.isEmpty {
            let made = try founder.commit(bundles.map { .add($0.keyPackage) })
            try founder.applyPendingCommit()
            members = try bundles.map {
                try Group.join(
                    welcome: try #require(made.welcome), keyPackage: $0,
                    configuration: configuration)
            }
        }
        members.insert(founder, at: 0)
    }

    /// Gives a message to all members but its sender; commits are applied.
    mutating func deliver(_ message: [UInt8], from sender: Int? = nil) throws {
        for index in members.indices where index != sender {
            if case .commit(let staged) = try members[index].process(message) {
                try members[index].apply(staged)
            }
        }
    }

    /// One member commits, the others follow.
    @discardableResult
    mutating func commit(
        _ committer: Int, _ proposals: [Proposal] = [], options: CommitOptions = CommitOptions()
    ) throws -> CommitBundle {
        let made = try members[committer].commit(proposals, options: options)
        try deliver(made.commit, from: committer)
        try members[committer].applyPendingCommit()
        members.removeAll(where: \.isRemoved)
        return made
    }

    /// All members are in the same epoch, and each hears each.
    mutating func requireAgreement() throws {
        let authenticators = members.map { $0.epochAuthenticator.copyBytes() }
        try #require(Set(authenticators).count == 1)
        for sender in members.indices {
            let sealed = try members[sender].encrypt([UInt8(sender)])
            for receiver in members.indices where receiver != sender {
                guard case .application(let message) = try members[receiver].process(sealed)
                else {
                    Issue.record("not an application message")
                    return
                }
                #expect(message.data == [UInt8(sender)])
                #expect(message.sender == members[sender].ownIndex)
            }
        }
    }
}

/// Requires that an operation on a group fails with a rule and leaves the group as it was.
func expectFailure(
    _ code: MLSError.Code, _ group: inout Group, sourceLocation: SourceLocation = #_sourceLocation,
    _ operation: (inout Group) throws -> Void
) {
    let before = group.serialise()
    do {
        try operation(&group)
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        #expect((error as? MLSError)?.code == code, sourceLocation: sourceLocation)
    }
    #expect(group.serialise() == before, sourceLocation: sourceLocation)
}
