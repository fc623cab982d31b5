import MLS
import Testing

/// What implementations get wrong and the official vectors do not all show.
@Suite("Traps")
struct TrapTests {
    let suite = CipherSuite.x25519AES128SHA256Ed25519

    /// A group in which every inner node is populated.
    private func populated(_ count: Int) throws -> [Group] {
        var groups = try Clients.groups(count, suite)
        for index in groups.indices { _ = try groups.commit(index) }
        return groups
    }

    private func add(_ name: String, by committer: Int, to groups: inout [Group]) throws {
        let bundle = try Clients.bundle(name, suite)
        let made = try groups.commit(committer, [.add(bundle.keyPackage)])
        groups.append(
            try Group.join(welcome: try #require(made.welcome), keyPackage: bundle))
    }

    @Test("A member unmerged below a populated copath node decrypts with its own leaf")
    func unmergedBelowCopath() throws {
        var groups = try populated(8)
        // Member 5 leaves and somebody takes its place without a path: unmerged up to the root.
        _ = try groups.commit(0, [.remove(LeafIndex(5))])
        groups.remove(at: 5)
        _ = try groups.commit(4)
        _ = try groups.commit(6)
        let bundle = try Clients.bundle("late", suite)
        let made = try groups.commit(5, [.add(bundle.keyPackage)])
        #expect(!made.staged.hasPath)
        groups.append(try Group.join(welcome: try #require(made.welcome), keyPackage: bundle))
        let late = groups.count - 1
        #expect(groups[late].ownIndex == LeafIndex(5))
        let tree = groups[late].state.tree
        // The node above members 4 and 5 was filtered out, the one above 4 to 7 is populated.
        let above = try #require(tree.nodes[11].parent)
        #expect(above.unmergedLeaves == [LeafIndex(5)])
        let resolution = tree.resolution(of: 11)
        #expect(resolution == [11, 10])
        // Everybody on the other side commits; the late member follows with its leaf's key only.
        _ = try groups.commit(0)
        try groups.requireAgreement()
        _ = try groups.commit(late)
        try groups.requireAgreement()
        try groups.exchange()
    }

    @Test("Unmerged leaves are kept in order when a lower place is filled later")
    func unmergedAreSorted() throws {
        var groups = try populated(8)
        _ = try groups.commit(7, [.remove(LeafIndex(1)), .remove(LeafIndex(2))])
        groups.removeSubrange(1...2)
        try add("a", by: 3, to: &groups)
        try add("b", by: 3, to: &groups)
        let root = try #require(groups[0].state.tree.nodes[7].parent)
        #expect(root.unmergedLeaves == [LeafIndex(1), LeafIndex(2)])
        try groups.requireAgreement()
        _ = try groups.commit(groups.count - 1)
        try groups.requireAgreement()
    }

    @Test("Joiners are not encrypted to, but count when the path is filtered")
    func joinersCount() throws {
        var groups = try Clients.groups(2, suite)
        // The joiner is alone on its side: the root stays on the path although nobody needs it.
        let bundle = try Clients.bundle("2", suite)
        var options = CommitOptions()
        options.forcesPath = true
        let made = try groups.commit(0, [.add(bundle.keyPackage)], options: options)
        groups.append(try Group.join(welcome: try #require(made.welcome), keyPackage: bundle))
        #expect(groups[0].state.tree.nodes[3].parent != nil)
        #expect(groups[2].state.privateKeys.keys[3] != nil)
        try groups.requireAgreement()
        _ = try groups.commit(2)
        try groups.requireAgreement()
    }

    @Test("Parent hashes hold over blanks and unmerged leaves")
    func parentHashes() throws {
        var groups = try populated(7)
        try add("7", by: 0, to: &groups)
        _ = try groups.commit(3, [.remove(LeafIndex(1)), .remove(LeafIndex(4))])
        groups.removeAll { $0.isRemoved }
        _ = try groups.commit(0)
        try add("back", by: 2, to: &groups)
        var tree = groups[0].state.tree
        tree.rehash(.sha256)
        try tree.validateParents(.sha256)
        #expect(
            tree.nodes.contains { $0.parent?.unmergedLeaves.isEmpty == false })
        _ = try groups.commit(1)
        try groups.requireAgreement()
    }

    @Test("The tree shrinks when its right half is empty, and grows again")
    func truncation() throws {
        var groups = try populated(5)
        #expect(groups[0].state.tree.leafCount == 8)
        _ = try groups.commit(0, [.remove(LeafIndex(4))])
        groups.removeLast()
        #expect(groups[0].state.tree.leafCount == 4)
        _ = try groups.commit(1, [.remove(LeafIndex(3)), .remove(LeafIndex(2))])
        groups.removeLast(2)
        #expect(groups[0].state.tree.leafCount == 2)
        try add("2", by: 0, to: &groups)
        #expect(groups[2].ownIndex == LeafIndex(2))
        try groups.requireAgreement()
    }

    @Test("Updates, removes and adds of one commit are applied in that order")
    func order() throws {
        let type = ExtensionType(rawValue: 0xF001)
        let capabilities = Capabilities(extensions: [type])
        var groups = try Clients.groups(4, suite, capabilities: capabilities)
        let update = try groups[3].proposeUpdate()
        for index in 0..<3 { _ = try groups[index].process(update) }
        let bundle = try Clients.bundle("new", suite, capabilities: capabilities)
        // The Add stands first in the list and still takes the place that the Remove frees; it is
        // judged by the extensions that stand last.
        let made = try groups.commit(
            0,
            [
                .add(bundle.keyPackage), .remove(LeafIndex(1)),
                .groupContextExtensions([Extension(type: type, data: [1])]),
            ])
        #expect(made.staged.added.map(\.index) == [LeafIndex(1)])
        groups[1] = try Group.join(welcome: try #require(made.welcome), keyPackage: bundle)
        try groups.requireAgreement()
        let lacking = try Clients.bundle("lacking", suite)
        expectError(.leafLacksGroupExtension) {
            _ = try groups[0].commit([.add(lacking.keyPackage)])
        }
    }

    @Test("A path is encrypted under the new group context")
    func newContext() throws {
        // Everything in the context changes at once: epoch, tree, extensions.
        let type = ExtensionType(rawValue: 0xF001)
        var groups = try Clients.groups(3, suite, capabilities: Capabilities(extensions: [type]))
        _ = try groups.commit(
            1, [.groupContextExtensions([Extension(type: type, data: [1])])])
        #expect(groups[2].extensions.data(of: type) == [1])
        try groups.requireAgreement()
    }

    @Test("The committer's own update is left out of its commit")
    func ownUpdate() throws {
        var groups = try Clients.groups(3, suite)
        let own = try groups[0].proposeUpdate()
        let other = try groups[1].proposeUpdate()
        for index in [1, 2] { _ = try groups[index].process(own) }
        for index in [0, 2] { _ = try groups[index].process(other) }
        let made = try groups.commit(0)
        #expect(made.staged.updated == [LeafIndex(1)])
        try groups.requireAgreement()
    }

    @Test("A remove is preferred to an update, a later update to an earlier one")
    func preferences() throws {
        var groups = try Clients.groups(4, suite)
        let first = try groups[1].proposeUpdate()
        let second = try groups[1].proposeUpdate()
        let third = try groups[2].proposeUpdate()
        let remove = try groups[3].propose(.remove(LeafIndex(2)))
        for (sender, message) in [(1, first), (1, second), (2, third), (3, remove)] {
            for index in groups.indices where index != sender {
                _ = try groups[index].process(message)
            }
        }
        let made = try groups.commit(0)
        #expect(made.staged.updated == [LeafIndex(1)])
        #expect(made.staged.removed.map(\.index) == [LeafIndex(2)])
        groups.removeAll { $0.isRemoved }
        try groups.requireAgreement()
    }

    @Test("A member cannot decrypt what it sent; its own commit is recognised")
    func ownMessages() throws {
        var groups = try Clients.groups(2, suite)
        let sealed = try groups[0].encrypt([1])
        expectError(.ownMessage) { _ = try groups[0].process(sealed) }
        let made = try groups[0].commit()
        guard case .commit(let staged) = try groups[0].process(made.commit) else { return }
        try groups[0].apply(staged)
        try groups.suffix(1).first.map { group in
            var group = group
            guard case .commit(let theirs) = try group.process(made.commit) else { return }
            try group.apply(theirs)
            #expect(group.epochAuthenticator == groups[0].epochAuthenticator)
        }
    }

    @Test("Used keys are gone from the state before the plaintext is out")
    func forwardSecrecy() throws {
        var groups = try Clients.groups(2, suite)
        let sealed = try groups[0].encrypt([1, 2, 3])
        var stored = try StoredGroup(groups[1], in: MemoryStorage())
        _ = try stored.process(sealed)
        let kept = try #require(stored.storage.load(groupID: groups[1].groupID))
        var restored = try Group(serialised: kept)
        expectError(.generationConsumed) { _ = try restored.process(sealed) }
        // The sender's key is gone too.
        var sender = try Group(serialised: groups[0].serialise())
        #expect(try sender.encrypt([1, 2, 3]) != sealed)
        expectError(.generationConsumed) {
            var tree = groups[0].state.secretTree
            _ = try tree.withKey(
                of: LeafIndex(0), .application, generation: 0,
                window: HashRatchet.Window(forward: 10, outOfOrder: 10), groups[0].algorithms
            ) { $0 }
        }
    }

    @Test("Parents of consumed leaves are gone from the secret tree")
    func secretTreeNodes() throws {
        let algorithms = try suite.required()
        var tree = SecretTree(
            leafCount: 8, encryptionSecret: Secret([UInt8](repeating: 1, count: 32)))
        for leaf: UInt32 in 0..<8 {
            _ = try tree.nextKey(of: LeafIndex(leaf), .application, algorithms)
        }
        // Nothing is left that a used key could be derived from.
        var decoder = MLSDecoder(tree.encoded)
        #expect(try decoder.read(UInt32.self) == 8)
        #expect(try decoder.read(UInt32.self) == 0)
    }

    @Test("After a re-initialisation nothing is sent")
    func reInit() throws {
        var groups = try Clients.groups(2, suite)
        _ = try groups.commit(0, [.reInit(ReInit(groupID: [1], cipherSuite: suite))])
        expectError(.groupSuspended) { _ = try groups[1].encrypt([1]) }
        let restored = try Group(serialised: groups[1].serialise())
        #expect(restored.reInit?.groupID == [1])
    }

    @Test("A proposal that nobody can commit does not spoil commits")
    func spoilers() throws {
        var scene = try Scene(3)
        let member = try #require(scene.victim[LeafIndex(2)])
        let forge = try PackageForge()
        for proposal: Proposal in [
            .add(
                try forge.package(
                    forge.leaf(encryptionKey: member.leafNode.encryptionKey))),
            .custom(ProposalType(rawValue: 0xF0F0), data: []),
            .preSharedKey(
                PreSharedKeyID(
                    kind: .external(id: [1]), nonce: [UInt8](repeating: 0, count: 32))),
            .groupContextExtensions([
                Extension(type: ExtensionType(rawValue: 0xF0F1), data: [])
            ]), .remove(LeafIndex(1)),
        ] {
            let message = try scene.insider.send(.proposal(proposal))
            _ = try scene.groups[1].process(message)
        }
        #expect(scene.groups[1].pendingProposals.count == 5)
        let made = try scene.groups[1].commit()
        #expect(made.staged.proposals.isEmpty)
    }
}
