import MLS
import Testing

@Suite("Pre-shared keys, re-initialisation, branching")
struct SuccessionTests {
    let suite = CipherSuite.x25519AES128SHA256Ed25519

    @Test("External and resumption keys are mixed in, and welcomed members need them")
    func preSharedKeys() throws {
        var groups = try Clients.groups(3, suite)
        for index in groups.indices {
            groups[index].preSharedKeys.set(externalID: [1], to: Secret([4, 5, 6]))
        }
        let epoch = groups[0].epoch
        _ = try groups.commit(0)
        let bundle = try Clients.bundle("late", suite)
        let proposals: [Proposal] = [
            groups[1].preSharedKeyProposal(.external(id: [1])),
            groups[1].preSharedKeyProposal(
                .resumption(usage: .application, groupID: groups[1].groupID, epoch: epoch)),
            .add(bundle.keyPackage),
        ]
        let made = try groups.commit(1, proposals)
        try groups.requireAgreement()
        let welcome = try #require(made.welcome)
        expectError(.unknownPreSharedKey) {
            _ = try Group.join(welcome: welcome, keyPackage: bundle)
        }
        var keys = PreSharedKeys()
        keys.set(externalID: [1], to: Secret([4, 5, 6]))
        keys.set(
            resumptionOf: groups[0].groupID, epoch: epoch,
            to: groups[0].preSharedKeys[
                .resumption(usage: .application, groupID: groups[0].groupID, epoch: epoch)])
        groups.append(
            try Group.join(welcome: welcome, keyPackage: bundle, preSharedKeys: keys))
        try groups.requireAgreement()
    }

    @Test("A group is re-initialised with another suite")
    func reInit() throws {
        var groups = try Clients.groups(3, suite)
        let next = CipherSuite.xWingAES256SHA384Ed25519
        let parameters = ReInit(groupID: [5, 5], cipherSuite: next)
        _ = try groups.commit(1, [.reInit(parameters)])
        #expect(groups.allSatisfy { $0.reInit == parameters && !$0.isActive })
        expectError(.groupSuspended) { _ = try groups[0].encrypt([1]) }
        expectError(.groupSuspended) { _ = try groups[0].commit() }
        let bundles = try (1...2).map { try Clients.bundle("\($0)", next) }
        let successor = try groups[0].reinitialise(
            keyPackages: bundles.map(\.keyPackage), signatureKey: Clients.key(next))
        let welcome = try #require(successor.bundle.welcome)
        var successors = [successor.group]
        for (old, bundle) in zip(groups[1...], bundles) {
            successors.append(try old.joinSuccessor(welcome: welcome, keyPackage: bundle))
        }
        try successors.requireAgreement()
        #expect(successors[0].cipherSuite == next)
        #expect(successors[0].groupID == [5, 5])
        try successors.exchange()
        expectError(.preSharedKeyUsage) {
            _ = try Group.join(welcome: welcome, keyPackage: bundles[0])
        }
        expectError(.reInitWelcome) {
            _ = try groups[0].reinitialise(
                keyPackages: [bundles[0].keyPackage], signatureKey: Clients.key(next))
        }
    }

    @Test("Some members branch off")
    func branch() throws {
        let groups = try Clients.groups(4, suite)
        let bundle = try Clients.bundle("2", suite)
        let successor = try groups[0].branch(
            groupID: [8], keyPackages: [bundle.keyPackage], signatureKey: Clients.key(suite))
        let joined = try groups[2].joinSuccessor(
            welcome: try #require(successor.bundle.welcome), keyPackage: bundle)
        var branch = [successor.group, joined]
        try branch.requireAgreement()
        try branch.exchange()
        let stranger = try Clients.bundle("stranger", suite)
        expectError(.branchWelcome) {
            _ = try groups[0].branch(
                groupID: [9], keyPackages: [stranger.keyPackage],
                signatureKey: Clients.key(suite))
        }
    }
}
