import MLS
import Testing

/// Who joins, leaves and changes, through the public API.
@Suite("Membership through the public API")
struct MembershipTests {
    static let suites = CipherSuite.supported

    @Test("Create, add, update, remove, by value and by reference", arguments: suites)
    func lifecycle(suite: CipherSuite) throws {
        var party = try Party(3, suite)
        try party.requireAgreement()
        // By reference: members propose, another one commits.
        try party.deliver(party.members[1].proposeUpdate(), from: 1)
        let newcomer = try Party.bundle("new", suite)
        try party.deliver(party.members[2].propose(.add(newcomer.keyPackage)), from: 2)
        #expect(party.members[0].pendingProposals.count == 2)
        let made = try party.commit(0)
        #expect(made.staged.updated == [LeafIndex(1)] && made.staged.added.count == 1)
        party.members.append(
            try Group.join(welcome: try #require(made.welcome), keyPackage: newcomer))
        try party.requireAgreement()
        // By value.
        try party.commit(3, [.remove(LeafIndex(1))])
        #expect(party.members.count == 3)
        try party.requireAgreement()
    }

    @Test("A committer leaves a received proposal out, or drops one of them")
    func choice() throws {
        var party = try Party(4)
        try party.deliver(party.members[1].propose(.remove(LeafIndex(3))), from: 1)
        try party.deliver(party.members[2].proposeUpdate(), from: 2)
        var options = CommitOptions()
        options.includesReceivedProposals = false
        var copy = party
        let bare = try copy.commit(0, options: options)
        #expect(bare.staged.proposals.isEmpty)
        let removal = try #require(party.members[0].pendingProposals.first)
        let wasThere = party.members[0].clearPendingProposal(removal.reference)
        let isThere = party.members[0].clearPendingProposal(removal.reference)
        #expect(wasThere && !isThere)
        let made = try party.commit(0)
        #expect(made.staged.removed.isEmpty && made.staged.updated == [LeafIndex(2)])
        try party.requireAgreement()
    }

    @Test("A last-resort key package is known as one and joins two groups")
    func lastResort() throws {
        let capabilities = Capabilities(extensions: [.lastResort])
        let bundle = try Party.bundle("r", capabilities: capabilities, lastResort: true)
        guard case .keyPackage(let read) = try MLSMessage(encoded: bundle.message).body else {
            Issue.record("not a key package")
            return
        }
        #expect(read.isLastResort)
        #expect(try !Party.bundle("o").keyPackage.isLastResort)
        for _ in 0..<2 {
            var party = try Party(2)
            let made = try party.commit(0, [.add(read)])
            party.members.append(
                try Group.join(welcome: try #require(made.welcome), keyPackage: bundle))
            try party.requireAgreement()
        }
    }

    @Test("A key package outside of its lifetime is refused, by everybody with a clock")
    func lifetime() throws {
        var configuration = GroupConfiguration()
        configuration.now = { 1_000 }
        var party = try Party(2, configuration: configuration)
        let late = try Party.bundle("l", lifetime: Lifetime(notBefore: 1, notAfter: 999))
        let early = try Party.bundle("e", lifetime: Lifetime(notBefore: 1_001, notAfter: 2_000))
        for bundle in [late, early] {
            expectFailure(.lifetime, &party.members[0]) {
                _ = try $0.commit([.add(bundle.keyPackage)])
            }
        }
        // A member without a clock commits it; the one with a clock refuses the commit.
        party.members[0].configuration.now = nil
        let made = try party.members[0].commit([.add(late.keyPackage)])
        expectFailure(.lifetime, &party.members[1]) { _ = try $0.process(made.commit) }
        let good = try Party.bundle("g", lifetime: Lifetime(notBefore: 1_000, notAfter: 1_000))
        party.members[0].clearPendingCommit()
        try party.commit(0, [.add(good.keyPackage)])
    }

    @Test("Join from outside, with the tree apart; come back after losing the state")
    func externalJoin() throws {
        var party = try Party(3)
        let info = try party.members[0].groupInfo(includesRatchetTree: false)
        let (joined, commit) = try Group.externalJoin(
            groupInfo: info, ratchetTree: party.members[0].ratchetTree.encoded,
            credential: Party.credential("x"), signatureKey: .generate(Party.suite))
        try party.deliver(commit)
        party.members.append(joined)
        try party.requireAgreement()
        var options = Group.ExternalJoinOptions()
        options.removing = joined.ownIndex
        let (back, again) = try Group.externalJoin(
            groupInfo: party.members[1].groupInfo(), credential: Party.credential("x"),
            signatureKey: .generate(Party.suite), options: options)
        try party.deliver(again)
        #expect(party.members[3].isRemoved)
        party.members[3] = back
        try party.requireAgreement()
    }

    @Test("Proposals from outside: an external sender's, and a newcomer's own")
    func externalProposals() throws {
        let authority = try SignaturePrivateKey.generate(Party.suite)
        let sender = ExternalSender(
            signatureKey: authority.publicKey, credential: Party.credential("authority"))
        let senders = ExternalSender.asExtension([sender])
        #expect(try ExternalSender.senders(in: [senders]) == [sender])
        var party = try Party(3, extensions: [senders])
        let epoch = party.members[0].epoch
        try party.deliver(
            ExternalProposal.sign(
                .remove(LeafIndex(2)), groupID: [7], epoch: epoch, senderIndex: 0,
                signatureKey: authority))
        let newcomer = try Party.bundle("n")
        try party.deliver(ExternalProposal.add(newcomer, groupID: [7], epoch: epoch))
        #expect(
            party.members[0].pendingProposals.map(\.sender)
                == [.external(index: 0), .newMemberProposal])
        let made = try party.commit(1)
        party.members.append(
            try Group.join(welcome: try #require(made.welcome), keyPackage: newcomer))
        #expect(made.staged.removed.map(\.index) == [LeafIndex(2)])
        try party.requireAgreement()
    }

    @Test("A member changes its key, extensions and capabilities")
    func change() throws {
        var party = try Party(2)
        let type = ExtensionType(rawValue: 0xF123)
        let key = try SignaturePrivateKey.generate(Party.suite)
        var options = CommitOptions()
        options.leafNodeChange = LeafNodeChange(
            capabilities: Capabilities(extensions: [type]),
            extensions: [Extension(type: type, data: [1])], signatureKey: key)
        try party.commit(0, options: options)
        let member = try #require(party.members[1][LeafIndex(0)])
        #expect(member.signatureKey == key.publicKey && member.extensions.data(of: type) == [1])
        try party.requireAgreement()
    }
}
