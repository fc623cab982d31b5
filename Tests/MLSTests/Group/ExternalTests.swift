import MLS
import Testing

@Suite("Joining and proposing from outside")
struct ExternalTests {
    static let suites: [CipherSuite] = [
        .x25519AES128SHA256Ed25519, .xWingAES256SHA384Ed25519, .p256AES128SHA256P256,
    ]

    @Test("Somebody joins by an external commit", arguments: suites)
    func joins(suite: CipherSuite) throws {
        var groups = try Clients.groups(3, suite)
        let (joined, commit) = try Group.externalJoin(
            groupInfo: groups[1].groupInfo(), credential: .basic(identity: [9]),
            signatureKey: Clients.key(suite))
        try groups.follow(commit)
        groups.append(joined)
        try groups.requireAgreement()
        try groups.exchange()
        _ = try groups.commit(3)
        try groups.requireAgreement()
    }

    @Test("The tree may come apart from the group information")
    func treeApart() throws {
        var groups = try Clients.groups(2, .x25519AES128SHA256Ed25519)
        let info = try groups[0].groupInfo(includesRatchetTree: false)
        let (joined, commit) = try Group.externalJoin(
            groupInfo: info, ratchetTree: groups[0].ratchetTree.encoded,
            credential: .basic(identity: [9]), signatureKey: Clients.key(groups[0].cipherSuite))
        try groups.follow(commit)
        groups.append(joined)
        try groups.requireAgreement()
    }

    @Test("A member that lost its state comes back in its own place", arguments: suites)
    func resync(suite: CipherSuite) throws {
        var groups = try Clients.groups(4, suite)
        var options = Group.ExternalJoinOptions()
        options.removing = groups[2].ownIndex
        let (joined, commit) = try Group.externalJoin(
            groupInfo: groups[0].groupInfo(),
            credential: try #require(groups[0][groups[2].ownIndex]).credential,
            signatureKey: Clients.key(suite), options: options)
        guard case .commit(let staged) = try groups[0].process(commit) else {
            Issue.record("not a commit")
            return
        }
        #expect(staged.committer == .newMemberCommit)
        #expect(staged.removed.map(\.index) == [LeafIndex(2)])
        #expect(staged.added.map(\.index) == [LeafIndex(2)])
        try groups.follow(commit)
        #expect(groups[2].isRemoved)
        groups[2] = joined
        try groups.requireAgreement()
        try groups.exchange()
    }

    @Test("A sole member that lost its state comes back")
    func soleResync() throws {
        let suite = CipherSuite.x25519AES128SHA256Ed25519
        var lost = try Clients.founder("0", suite)
        var options = Group.ExternalJoinOptions()
        options.removing = LeafIndex(0)
        var (joined, commit) = try Group.externalJoin(
            groupInfo: lost.groupInfo(), credential: .basic(identity: [UInt8]("0".utf8)),
            signatureKey: Clients.key(suite), options: options)
        guard case .commit(let staged) = try lost.process(commit) else { return }
        #expect(staged.removesSelf)
        _ = try joined.commit()
        try joined.applyPendingCommit()
        #expect(joined.members.count == 1)
    }

    @Test("An external commit mixes in a pre-shared key")
    func externalPSK() throws {
        var groups = try Clients.groups(2, .x25519AES128SHA256Ed25519)
        let secret = Secret([1, 2, 3])
        for index in groups.indices {
            groups[index].preSharedKeys.set(externalID: [7], to: secret)
        }
        var keys = PreSharedKeys()
        keys.set(externalID: [7], to: secret)
        var options = Group.ExternalJoinOptions()
        options.preSharedKeys = [.external(id: [7])]
        let (joined, commit) = try Group.externalJoin(
            groupInfo: groups[0].groupInfo(), credential: .basic(identity: [9]),
            signatureKey: Clients.key(groups[0].cipherSuite), options: options,
            preSharedKeys: keys)
        try groups.follow(commit)
        groups.append(joined)
        try groups.requireAgreement()
    }

    @Test("An external sender proposes, a member commits")
    func externalSender() throws {
        let suite = CipherSuite.x25519AES128SHA256Ed25519
        let key = try Clients.key(suite)
        let sender = ExternalSender(
            signatureKey: key.publicKey, credential: .basic(identity: [1]))
        var groups = try Clients.groups(
            3, suite, extensions: [ExternalSender.asExtension([sender])])
        let proposal = try ExternalProposal.sign(
            .remove(LeafIndex(2)), groupID: groups[0].groupID, epoch: groups[0].epoch,
            senderIndex: 0, signatureKey: key)
        for index in groups.indices {
            guard case .proposal(let received) = try groups[index].process(proposal) else {
                Issue.record("not a proposal")
                continue
            }
            #expect(received.sender == .external(index: 0))
        }
        _ = try groups.commit(0)
        #expect(groups[2].isRemoved)
        groups.removeLast()
        try groups.requireAgreement()
    }

    @Test("A newcomer proposes itself, a member commits")
    func newMemberProposal() throws {
        let suite = CipherSuite.x25519AES128SHA256Ed25519
        var groups = try Clients.groups(2, suite)
        let bundle = try Clients.bundle("newcomer", suite)
        let proposal = try ExternalProposal.add(
            bundle, groupID: groups[0].groupID, epoch: groups[0].epoch)
        for index in groups.indices { _ = try groups[index].process(proposal) }
        let made = try groups.commit(1)
        groups.append(
            try Group.join(welcome: try #require(made.welcome), keyPackage: bundle))
        try groups.requireAgreement()
    }
}
