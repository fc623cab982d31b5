import MLS
import Testing

/// Rules V080 to V107: proposals and commits.
@Suite("Rules of proposals")
struct ProposalRulesTests {
    let path: UpdatePath? = nil

    private func nonce(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    @Test("V080 committerUpdate")
    func committerUpdate() throws {
        let scene = try Scene()
        let update = Proposal.update(try scene.insider.leaf())
        scene.refuses(
            try scene.insider.commit([update], path: scene.path()), .committerUpdate)
    }

    @Test("V081 committerRemoved")
    func committerRemoved() throws {
        var scene = try Scene()
        scene.refuses(
            try scene.insider.commit([.remove(LeafIndex(0))], path: scene.path()),
            .committerRemoved)
        expectError(.committerRemoved) {
            _ = try scene.groups[0].commit([.remove(LeafIndex(0))])
        }
    }

    @Test("V082 severalChangesToOneLeaf")
    func severalChangesToOneLeaf() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit(
                [.remove(LeafIndex(2)), .remove(LeafIndex(2))], path: scene.path()),
            .severalChangesToOneLeaf)
    }

    @Test("V083 duplicateAdd")
    func duplicateAdd() throws {
        let scene = try Scene()
        let forge = try PackageForge()
        scene.refuses(
            try scene.insider.commit([.add(forge.package()), .add(forge.package())]),
            .duplicateAdd)
    }

    @Test("V084 addOfMember")
    func addOfMember() throws {
        var scene = try Scene()
        let member = scene.groups[2].signatureKey
        let bundle = try KeyPackageBundle.generate(
            credential: .basic(identity: [UInt8]("2".utf8)), signatureKey: member)
        scene.refuses(try scene.insider.commit([.add(bundle.keyPackage)]), .addOfMember)
        // Together with the removal of the old appearance it is fine.
        let made = try scene.groups.commit(
            0, [.remove(LeafIndex(2)), .add(bundle.keyPackage)])
        scene.groups[2] = try Group.join(
            welcome: try #require(made.welcome), keyPackage: bundle)
        try scene.groups.requireAgreement()
    }

    @Test("V085 duplicatePreSharedKey")
    func duplicatePreSharedKey() throws {
        let scene = try Scene()
        let id = PreSharedKeyID(kind: .external(id: [1]), nonce: nonce(1))
        scene.refuses(
            try scene.insider.commit([.preSharedKey(id), .preSharedKey(id)]),
            .duplicatePreSharedKey)
    }

    @Test("V086 severalGroupContextExtensions")
    func severalGroupContextExtensions() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit(
                [.groupContextExtensions([]), .groupContextExtensions([])],
                path: scene.path()), .severalGroupContextExtensions)
    }

    @Test("V087 reInitNotAlone")
    func reInitNotAlone() throws {
        let scene = try Scene()
        let reInit = Proposal.reInit(ReInit(groupID: [1], cipherSuite: Scene.suite))
        scene.refuses(
            try scene.insider.commit([reInit, .remove(LeafIndex(2))], path: scene.path()),
            .reInitNotAlone)
        scene.refuses(try scene.insider.commit([reInit, reInit]), .reInitNotAlone)
    }

    @Test("V088 externalInitFromMember")
    func externalInitFromMember() throws {
        let scene = try Scene()
        let proposal = Proposal.externalInit(kemOutput: [1])
        scene.refuses(
            try scene.insider.commit([proposal], path: scene.path()),
            .externalInitFromMember)
        scene.refuses(
            try scene.insider.send(.proposal(proposal)), .externalInitFromMember)
    }

    @Test("V089 unsupportedProposal")
    func unsupportedProposal() throws {
        let type = ProposalType(rawValue: 0xF0F0)
        let custom = Proposal.custom(type, data: [1, 2])
        let scene = try Scene()
        scene.refuses(try scene.insider.commit([custom]), .unsupportedProposal)
        // Where everybody supports it, it is carried.
        var open = try Scene(2, capabilities: Capabilities(proposals: [type]))
        let made = try open.groups[0].commit([custom])
        guard case .commit(let staged) = try open.groups[1].process(made.commit) else { return }
        #expect(staged.proposals.map(\.proposal) == [custom])
        try open.groups[1].apply(staged)
    }

    @Test("V090 pathRequired")
    func pathRequired() throws {
        let scene = try Scene()
        for proposals: [Proposal] in [
            [], [.remove(LeafIndex(2))], [.groupContextExtensions([])],
        ] {
            scene.refuses(try scene.insider.commit(proposals), .pathRequired)
        }
    }

    @Test("V091 unknownProposal")
    func unknownProposal() throws {
        let scene = try Scene()
        let commit = Commit(proposals: [.reference(nonce(3))], path: nil)
        scene.refuses(try scene.insider.send(.commit(commit)), .unknownProposal)
    }

    @Test("V092 duplicateProposalReference")
    func duplicateProposalReference() throws {
        var scene = try Scene()
        let proposal = try scene.groups[2].propose(.remove(LeafIndex(3)))
        guard case .proposal(let received) = try scene.groups[1].process(proposal) else {
            return
        }
        let reference = ProposalOrRef.reference(received.reference)
        let commit = Commit(proposals: [reference, reference], path: nil)
        scene.refuses(try scene.insider.send(.commit(commit)), .duplicateProposalReference)
        // The same proposal twice is remembered once.
        _ = try scene.groups[1].process(proposal)
        #expect(scene.groups[1].pendingProposals.count == 1)
    }

    @Test("V093 preSharedKeyNonce")
    func preSharedKeyNonce() throws {
        let scene = try Scene()
        let id = PreSharedKeyID(kind: .external(id: [1]), nonce: [1, 2, 3])
        scene.refuses(try scene.insider.commit([.preSharedKey(id)]), .preSharedKeyNonce)
        scene.refuses(
            try scene.insider.send(.proposal(.preSharedKey(id))), .preSharedKeyNonce)
    }

    @Test("V094 preSharedKeyUsage")
    func preSharedKeyUsage() throws {
        let scene = try Scene()
        for usage in [PreSharedKeyID.ResumptionUsage.reinit, .branch] {
            let id = PreSharedKeyID(
                kind: .resumption(usage: usage, groupID: scene.victim.groupID, epoch: 1),
                nonce: nonce(2))
            scene.refuses(try scene.insider.commit([.preSharedKey(id)]), .preSharedKeyUsage)
            scene.refuses(
                try scene.insider.send(.proposal(.preSharedKey(id))), .preSharedKeyUsage)
        }
    }

    @Test("V095 unknownPreSharedKey")
    func unknownPreSharedKey() throws {
        let scene = try Scene()
        let id = PreSharedKeyID(kind: .external(id: [1]), nonce: nonce(1))
        scene.refuses(try scene.insider.commit([.preSharedKey(id)]), .unknownPreSharedKey)
    }

    @Test("V096 reInitVersion")
    func reInitVersion() throws {
        let scene = try Scene()
        let proposal = Proposal.reInit(
            ReInit(
                groupID: [1], version: ProtocolVersion(rawValue: 0), cipherSuite: Scene.suite))
        scene.refuses(try scene.insider.commit([proposal]), .reInitVersion)
        scene.refuses(try scene.insider.send(.proposal(proposal)), .reInitVersion)
    }

    @Test("V097 unknownLeaf")
    func unknownLeaf() throws {
        let scene = try Scene(3)
        for index: UInt32 in [3, 4, .max] {
            let remove = Proposal.remove(LeafIndex(index))
            scene.refuses(
                try scene.insider.commit([remove], path: scene.path()), .unknownLeaf)
            scene.refuses(try scene.insider.send(.proposal(remove)), .unknownLeaf)
        }
    }

    @Test("V098 updateNotFromMember")
    func updateNotFromMember() throws {
        var scene = try Scene()
        let leaf = try scene.insider.leaf()
        expectError(.updateNotFromMember) {
            _ = try scene.groups[0].propose(.update(leaf))
        }
        // An update that a cached proposal attributes to an outsider.
        let item = ReceivedProposal(
            reference: [1], sender: .external(index: 0), proposal: .update(leaf))
        var victim = scene.victim
        victim.proposals = [CachedProposal(item)]
        let commit = Commit(proposals: [.reference([1])], path: nil)
        let message = try scene.insider.send(.commit(commit))
        expectError(.updateNotFromMember) { _ = try victim.process(message) }
    }

    @Test("V099 unsupportedGroupExtension")
    func unsupportedGroupExtension() throws {
        let scene = try Scene()
        let type = ExtensionType(rawValue: 0xF00D)
        for extensions in [
            [Extension(type: type, data: [])],
            [RequiredCapabilities(extensions: [type]).asExtension],
            [RequiredCapabilities(credentials: [.x509]).asExtension],
            [RequiredCapabilities(proposals: [ProposalType(rawValue: 0xF000)]).asExtension],
        ] {
            scene.refuses(
                try scene.insider.commit(
                    [.groupContextExtensions(extensions)], path: scene.path()),
                .unsupportedGroupExtension)
        }
    }

    /// An external commit of these proposals by a stranger.
    private func externalCommit(
        _ scene: Scene, _ proposals: [ProposalOrRef], path: Bool = true
    ) throws -> [UInt8] {
        let key = try Clients.key(Scene.suite)
        let leaf = try scene.insider.leaf(
            key: key, credential: .basic(identity: [9]), source: .commit(parentHash: []),
            index: LeafIndex(4))
        let commit = Commit(
            proposals: proposals,
            path: path ? UpdatePath(leafNode: leaf, nodes: []) : nil)
        return try scene.insider.send(.commit(commit), from: .newMemberCommit, key: key)
    }

    private let externalInit = ProposalOrRef.proposal(
        .externalInit(kemOutput: [UInt8](repeating: 9, count: 32)))

    @Test("V100 externalInitCount")
    func externalInitCount() throws {
        let scene = try Scene()
        scene.refuses(try externalCommit(scene, []), .externalInitCount)
        scene.refuses(
            try externalCommit(scene, [externalInit, externalInit]), .externalInitCount)
    }

    @Test("V101 externalCommitRemove")
    func externalCommitRemove() throws {
        let scene = try Scene()
        scene.refuses(
            try externalCommit(
                scene,
                [
                    externalInit, .proposal(.remove(LeafIndex(2))),
                    .proposal(.remove(LeafIndex(3))),
                ]), .externalCommitRemove)
        // Somebody else's appearance may not be removed: the identity differs.
        var options = Group.ExternalJoinOptions()
        options.removing = LeafIndex(2)
        let (_, commit) = try Group.externalJoin(
            groupInfo: scene.groups[0].groupInfo(), credential: .basic(identity: [9]),
            signatureKey: Clients.key(Scene.suite), options: options)
        scene.refuses(commit, .externalCommitRemove)
    }

    @Test("V102 externalCommitProposal")
    func externalCommitProposal() throws {
        let scene = try Scene()
        for proposal: Proposal in [
            .groupContextExtensions([]), .add(try PackageForge().package()),
            .reInit(ReInit(groupID: [1], cipherSuite: Scene.suite)),
        ] {
            scene.refuses(
                try externalCommit(scene, [externalInit, .proposal(proposal)]),
                .externalCommitProposal)
        }
    }

    @Test("V103 externalCommitByReference")
    func externalCommitByReference() throws {
        var scene = try Scene()
        let proposal = try scene.groups[2].propose(.remove(LeafIndex(3)))
        guard case .proposal(let received) = try scene.groups[1].process(proposal) else {
            return
        }
        scene.refuses(
            try externalCommit(scene, [externalInit, .reference(received.reference)]),
            .externalCommitByReference)
    }

    @Test("V104 externalCommitPath")
    func externalCommitPath() throws {
        let scene = try Scene()
        scene.refuses(
            try externalCommit(scene, [externalInit], path: false), .externalCommitPath)
    }

    @Test("V105 externalProposalType")
    func externalProposalType() throws {
        let key = try Clients.key(Scene.suite)
        let senders = [
            ExternalSender(signatureKey: key.publicKey, credential: .basic(identity: [1]))
        ]
        let scene = try Scene(extensions: [ExternalSender.asExtension(senders)])
        let leaf = try scene.insider.leaf()
        for proposal: Proposal in [.update(leaf), .externalInit(kemOutput: [])] {
            scene.refuses(
                try scene.insider.send(
                    .proposal(proposal), from: .external(index: 0), key: key),
                .externalProposalType)
            expectError(.externalProposalType) {
                _ = try ExternalProposal.sign(
                    proposal, groupID: [], epoch: 0, senderIndex: 0, signatureKey: key)
            }
        }
        scene.refuses(
            try scene.insider.send(
                .proposal(.remove(LeafIndex(1))), from: .newMemberProposal, key: key),
            .externalProposalType)
    }

    @Test("V106 unknownExternalSender")
    func unknownExternalSender() throws {
        let scene = try Scene()
        for index: UInt32 in [0, 1, .max] {
            scene.refuses(
                try scene.insider.send(
                    .proposal(.remove(LeafIndex(1))), from: .external(index: index)),
                .unknownExternalSender)
        }
    }

    @Test("V107 groupSuspended")
    func groupSuspended() throws {
        var scene = try Scene()
        let old = scene.insider
        _ = try scene.groups.commit(
            0, [.reInit(ReInit(groupID: [1], cipherSuite: Scene.suite))])
        for operation: (inout Group) throws -> Void in [
            { _ = try $0.encrypt([1]) }, { _ = try $0.commit() }, { _ = try $0.groupInfo() },
            { _ = try $0.propose(.remove(LeafIndex(2))) }, { _ = try $0.proposeUpdate() },
        ] {
            expectError(.groupSuspended) { try operation(&scene.groups[1]) }
        }
        let insider = scene.insider
        scene.refuses(try insider.commit([]), .groupSuspended)
        _ = old
    }
}
