import MLS
import Testing

/// What a group agrees on: pre-shared keys, extensions, successors, exported secrets.
@Suite("Agreement through the public API")
struct AgreementTests {
    @Test("External and resumption pre-shared keys, by value and by reference")
    func preSharedKeys() throws {
        var party = try Party(3)
        let past = party.members[0].epoch
        try party.commit(0)
        for index in party.members.indices {
            party.members[index].preSharedKeys.set(externalID: [1], to: Secret([1, 2, 3]))
        }
        let external = party.members[0].preSharedKeyProposal(.external(id: [1]))
        let resumption = party.members[1].preSharedKeyProposal(
            .resumption(usage: .application, groupID: [7], epoch: past))
        try party.deliver(party.members[1].propose(resumption), from: 1)
        let made = try party.commit(0, [external])
        #expect(made.staged.proposals.count == 2 && !made.staged.hasPath)
        try party.requireAgreement()
        // Whoever does not hold the key cannot follow, and is where it was.
        party.members[2].preSharedKeys.set(externalID: [1], to: nil)
        let next = try party.members[0].commit([
            party.members[0].preSharedKeyProposal(.external(id: [1]))
        ])
        expectFailure(.unknownPreSharedKey, &party.members[2]) { _ = try $0.process(next.commit) }
    }

    @Test("Joining with a pre-shared key, from a Welcome and from outside")
    func joiningWithKey() throws {
        var party = try Party(2)
        for index in party.members.indices {
            party.members[index].preSharedKeys.set(externalID: [1], to: Secret([9]))
        }
        var keys = PreSharedKeys()
        keys.set(externalID: [1], to: Secret([9]))
        let bundle = try Party.bundle("n")
        let made = try party.commit(
            0,
            [
                .add(bundle.keyPackage),
                party.members[0].preSharedKeyProposal(.external(id: [1])),
            ])
        let welcome = try #require(made.welcome)
        #expect(throws: MLSError(.unknownPreSharedKey)) {
            try Group.join(welcome: welcome, keyPackage: bundle)
        }
        party.members.append(
            try Group.join(welcome: welcome, keyPackage: bundle, preSharedKeys: keys))
        var options = Group.ExternalJoinOptions()
        options.preSharedKeys = [.external(id: [1])]
        let (joined, commit) = try Group.externalJoin(
            groupInfo: party.members[0].groupInfo(), credential: Party.credential("x"),
            signatureKey: .generate(Party.suite), options: options, preSharedKeys: keys)
        try party.deliver(commit)
        party.members.append(joined)
        try party.requireAgreement()
    }

    @Test("Group context extensions and required capabilities")
    func extensions() throws {
        let type = ExtensionType(rawValue: 0xF100)
        let proposal = ProposalType(rawValue: 0xF200)
        let able = Capabilities(extensions: [type], proposals: [proposal])
        var party = try Party(3, capabilities: able)
        let required = RequiredCapabilities(extensions: [type], proposals: [proposal])
        try party.commit(
            1,
            [.groupContextExtensions([required.asExtension, Extension(type: type, data: [5])])])
        for member in party.members {
            let data = try #require(member.extensions.data(of: .requiredCapabilities))
            #expect(try RequiredCapabilities(encoded: data) == required)
            #expect(member.extensions.data(of: type) == [5])
        }
        let unable = try Party.bundle("u")
        expectFailure(.requiredCapabilities, &party.members[0]) {
            _ = try $0.commit([.add(unable.keyPackage)])
        }
        expectFailure(.unsupportedGroupExtension, &party.members[0]) {
            _ = try $0.commit([
                .groupContextExtensions([
                    Extension(type: ExtensionType(rawValue: 0xF101), data: [])
                ])
            ])
        }
        // A proposal of the application's own, which all members support.
        try party.deliver(
            party.members[2].propose(.custom(proposal, data: [1, 2])), from: 2)
        let made = try party.commit(0)
        #expect(made.staged.proposals.map(\.proposal) == [.custom(proposal, data: [1, 2])])
        try party.requireAgreement()
    }

    @Test("A group is re-initialised with another suite")
    func reInitialisation() throws {
        var party = try Party(3)
        let suite = CipherSuite.xWingAES256SHA384Ed25519
        try party.commit(0, [.reInit(ReInit(groupID: [8], cipherSuite: suite))])
        expectFailure(.groupSuspended, &party.members[1]) { _ = try $0.encrypt([1]) }
        expectFailure(.groupSuspended, &party.members[1]) { _ = try $0.commit() }
        #expect(party.members[2].reInit?.cipherSuite == suite)
        let bundles = try ["1", "2"].map { try Party.bundle($0, suite) }
        let successor = try party.members[0].reinitialise(
            keyPackages: bundles.map(\.keyPackage), signatureKey: .generate(suite))
        let welcome = try #require(successor.bundle.welcome)
        var next = party
        next.members = [successor.group]
        for (old, bundle) in zip(party.members.dropFirst(), bundles) {
            next.members.append(try old.joinSuccessor(welcome: welcome, keyPackage: bundle))
        }
        try next.requireAgreement()
        #expect(next.members[2].cipherSuite == suite && next.members[2].groupID == [8])
        // Nobody is left behind, nobody joins without having been there.
        #expect(throws: MLSError(.reInitWelcome)) {
            try party.members[0].reinitialise(
                keyPackages: [bundles[0].keyPackage], signatureKey: .generate(suite))
        }
        #expect(throws: MLSError(.preSharedKeyUsage)) {
            try Group.join(welcome: welcome, keyPackage: bundles[0])
        }
    }

    @Test("Some members branch off")
    func branch() throws {
        var party = try Party(4)
        let bundles = try ["1", "3"].map { try Party.bundle($0) }
        let successor = try party.members[0].branch(
            groupID: [9], keyPackages: bundles.map(\.keyPackage),
            signatureKey: .generate(Party.suite))
        let welcome = try #require(successor.bundle.welcome)
        var part = party
        part.members = [
            successor.group,
            try party.members[1].joinSuccessor(welcome: welcome, keyPackage: bundles[0]),
            try party.members[3].joinSuccessor(welcome: welcome, keyPackage: bundles[1]),
        ]
        try part.requireAgreement()
        try party.requireAgreement()
        let stranger = try Party.bundle("stranger")
        #expect(throws: MLSError(.branchWelcome)) {
            try party.members[0].branch(
                groupID: [9], keyPackages: [stranger.keyPackage],
                signatureKey: .generate(Party.suite))
        }
    }

    @Test("Exporter, epoch authenticator and resumption secret are those of the epoch")
    func secrets() throws {
        var party = try Party(2)
        func all(_ group: Group) throws -> [[UInt8]] {
            [
                try group.export(label: "a", context: [1], length: 40).copyBytes(),
                group.epochAuthenticator.copyBytes(), group.resumptionPSK.copyBytes(),
            ]
        }
        let before = try all(party.members[0])
        #expect(try all(party.members[1]) == before)
        try party.commit(1)
        let after = try all(party.members[0])
        #expect(try all(party.members[1]) == after)
        #expect(zip(before, after).allSatisfy { $0 != $1 })
        #expect(throws: MLSError(.exportLength)) {
            try party.members[0].export(label: "a", context: [], length: 255 * 32 + 1)
        }
        #expect(!"\(party.members[0].epochAuthenticator)".contains("["))
    }
}
