import MLS

/// Two members of a group of some size whose tree is populated.
struct Scenario {
    let suite: CipherSuite
    /// They are in the same epoch.
    var first: Group
    var second: Group

    /// Grows a group by external commits: each populates the joiner's path, and only the newest
    /// members have to be carried along.
    init(suite: CipherSuite, memberCount: Int) throws {
        self.suite = suite
        first = try Scenario.founder(suite)
        second = first
        for number in 1..<memberCount {
            let (joined, commit) = try Group.externalJoin(
                groupInfo: first.groupInfo(),
                credential: .basic(identity: [UInt8]("member \(number)".utf8)),
                signatureKey: SignaturePrivateKey.generate(suite))
            if number == memberCount - 1 {
                guard case .commit(let staged) = try first.process(commit) else { return }
                try first.apply(staged)
                second = joined
            } else {
                first = joined
            }
        }
    }

    static func founder(_ suite: CipherSuite) throws -> Group {
        try Group.create(
            groupID: [UInt8](repeating: 1, count: 16),
            credential: .basic(identity: [UInt8]("member 0".utf8)),
            signatureKey: SignaturePrivateKey.generate(suite))
    }

    static func bundle(_ suite: CipherSuite) throws -> KeyPackageBundle {
        try KeyPackageBundle.generate(
            credential: .basic(identity: [UInt8]("newcomer".utf8)),
            signatureKey: SignaturePrivateKey.generate(suite))
    }
}
