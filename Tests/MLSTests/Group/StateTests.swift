import MLS
import Testing

@Suite("State of a group")
struct StateTests {
    let suite = CipherSuite.x25519AES128SHA256Ed25519

    @Test("Of two sibling commits a member may take either, and return to the parent")
    func fork() throws {
        var groups = try Clients.groups(3, suite)
        let parent = groups[2]
        let first = try groups[0].commit()
        let second = try groups[1].commit()
        guard case .commit(let one) = try groups[2].process(first.commit),
            case .commit(let two) = try groups[2].process(second.commit)
        else { return }
        try groups[2].apply(one)
        expectError(.commitOfOtherState) { try groups[2].apply(two) }
        try groups[0].applyPendingCommit()
        #expect(groups[2].epochAuthenticator == groups[0].epochAuthenticator)
        // The other one wins after all.
        groups[2] = parent
        guard case .commit(let again) = try groups[2].process(second.commit) else { return }
        try groups[2].apply(again)
        try groups[1].applyPendingCommit()
        #expect(groups[2].epochAuthenticator == groups[1].epochAuthenticator)
    }

    @Test("A member drops its commit for another one")
    func clear() throws {
        var groups = try Clients.groups(2, suite)
        _ = try groups[0].commit()
        expectError(.pendingCommitExists) { _ = try groups[0].commit() }
        let theirs = try groups[1].commit()
        guard case .commit(let staged) = try groups[0].process(theirs.commit) else { return }
        try groups[0].apply(staged)
        #expect(groups[0].pendingCommit == nil)
        try groups[1].applyPendingCommit()
        try groups.requireAgreement()
        groups[0].clearPendingCommit()
        expectError(.noPendingCommit) { try groups[0].applyPendingCommit() }
    }

    @Test("What was decrypted between staging and applying stays decrypted")
    func staging() throws {
        var groups = try Clients.groups(3, suite)
        let sealed = try groups[1].encrypt([1])
        let late = try groups[1].encrypt([2])
        let made = try groups[0].commit()
        guard case .commit(let staged) = try groups[2].process(made.commit) else { return }
        _ = try groups[2].process(sealed)
        try groups[2].apply(staged)
        expectError(.generationConsumed) { _ = try groups[2].process(sealed) }
        guard case .application(let message) = try groups[2].process(late) else { return }
        #expect(message.data == [2])
        #expect(message.epoch + 1 == groups[2].epoch)
    }

    @Test("Messages of past epochs decrypt as long as the window reaches")
    func pastEpochs() throws {
        var configuration = GroupConfiguration()
        configuration.pastEpochCount = 2
        var groups = try Clients.groups(2, suite, configuration: configuration)
        var sealed: [[UInt8]] = []
        for number in 0..<4 {
            sealed.append(try groups[0].encrypt([UInt8(number)]))
            _ = try groups.commit(0)
        }
        groups[1] = try Group(serialised: groups[1].serialise(), configuration: configuration)
        for number in 0..<2 {
            expectError(.wrongEpoch) { _ = try groups[1].process(sealed[number]) }
        }
        for number in 2..<4 {
            guard case .application(let message) = try groups[1].process(sealed[number]) else {
                continue
            }
            #expect(message.data == [UInt8(number)])
            expectError(.generationConsumed) { _ = try groups[1].process(sealed[number]) }
        }
    }

    @Test("Stored state goes on where it was, with a pending commit and proposals")
    func storage() throws {
        for suite in [suite, .xWingAES256SHA384Ed25519] {
            var groups = try Clients.groups(3, suite)
            let update = try groups[1].proposeUpdate()
            for index in [0, 2] { _ = try groups[index].process(update) }
            groups = try groups.map { try Group(serialised: $0.serialise()) }
            let made = try groups[0].commit()
            groups = try groups.map { try Group(serialised: $0.serialise()) }
            for index in [1, 2] {
                guard case .commit(let staged) = try groups[index].process(made.commit) else {
                    continue
                }
                try groups[index].apply(staged)
            }
            try groups[0].applyPendingCommit()
            #expect(groups[0].serialise() == groups[0].serialise())
            try groups.requireAgreement()
            groups = try groups.map { try Group(serialised: $0.serialise()) }
            try groups.exchange()
        }
    }

    @Test("A removed member knows, and can do nothing any more")
    func removed() throws {
        var groups = try Clients.groups(3, suite)
        let made = try groups[0].commit([.remove(LeafIndex(2))])
        guard case .commit(let staged) = try groups[2].process(made.commit) else { return }
        #expect(staged.removesSelf)
        try groups[2].apply(staged)
        #expect(groups[2].isRemoved)
        expectError(.removedFromGroup) { _ = try groups[2].encrypt([1]) }
        expectError(.removedFromGroup) { _ = try groups[2].process(made.commit) }
    }

    @Test("A member changes its signing key, extensions and capabilities")
    func leafChange() throws {
        var groups = try Clients.groups(3, suite)
        let type = ExtensionType(rawValue: 0xF002)
        let key = try Clients.key(suite)
        var options = CommitOptions()
        options.leafNodeChange = LeafNodeChange(
            capabilities: Capabilities(extensions: [type]),
            extensions: [Extension(type: type, data: [3])], signatureKey: key)
        _ = try groups.commit(1, options: options)
        try groups.requireAgreement()
        #expect(groups[0][LeafIndex(1)]?.signatureKey == key.publicKey)
        #expect(groups[0][LeafIndex(1)]?.extensions.data(of: type) == [3])
        try groups.exchange()
        let update = try groups[1].proposeUpdate(
            LeafNodeChange(signatureKey: Clients.key(suite)))
        for index in [0, 2] { _ = try groups[index].process(update) }
        _ = try groups.commit(2)
        try groups.requireAgreement()
        try groups.exchange()
    }

    @Test("Handshake messages in public frames")
    func publicMessages() throws {
        var configuration = GroupConfiguration()
        configuration.handshakeWireFormat = .publicMessage
        var groups = try Clients.groups(3, suite, configuration: configuration)
        let update = try groups[1].proposeUpdate()
        for index in [0, 2] { _ = try groups[index].process(update) }
        let made = try groups.commit(0)
        #expect(try MLSMessage(encoded: made.commit).wireFormat == .publicMessage)
        try groups.requireAgreement()
        try groups.exchange()
    }

    @Test("A last-resort key package is marked and may be used twice")
    func lastResort() throws {
        let capabilities = Capabilities(extensions: [.lastResort])
        let bundle = try KeyPackageBundle.generate(
            credential: .basic(identity: [1]), signatureKey: Clients.key(suite),
            capabilities: capabilities, lastResort: true)
        #expect(bundle.keyPackage.isLastResort)
        for _ in 0..<2 {
            var founder = try Clients.founder("0", suite)
            let made = try founder.commit([.add(bundle.keyPackage)])
            try founder.applyPendingCommit()
            let joined = try Group.join(
                welcome: try #require(made.welcome),
                keyPackage: KeyPackageBundle(serialised: bundle.serialise()))
            #expect(joined.epochAuthenticator == founder.epochAuthenticator)
        }
    }

    @Test("The exporter depends on label, context and length, and has limits")
    func exporter() throws {
        let group = try Clients.founder("0", suite)
        let one = try group.export(label: "a", context: [1], length: 32)
        #expect(try group.export(label: "a", context: [1], length: 32) == one)
        #expect(try group.export(label: "b", context: [1], length: 32) != one)
        #expect(try group.export(label: "a", context: [2], length: 32) != one)
        #expect(try group.export(label: "a", context: [1], length: 255 * 32).count == 8160)
        for length in [-1, 0, 255 * 32 + 1] {
            expectError(.exportLength) {
                _ = try group.export(label: "a", context: [], length: length)
            }
        }
    }

    @Test("Nothing secret is shown")
    func descriptions() throws {
        let group = try Clients.founder("0", suite)
        let secret = group.epochAuthenticator
        for text in ["\(secret)", String(reflecting: secret)] {
            #expect(!text.contains("SymmetricKey") && text.count < 20)
        }
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("key"))
        let bytes = secret.copyBytes()
        var whole = ""
        dump(group.state.secrets, to: &whole)
        for index in 0..<(bytes.count - 3) {
            #expect(!whole.contains(bytes[index..<(index + 4)].map(String.init).joined()))
        }
        #expect(MLSError(.decryption).description == "MLSError(V069 decryption)")
    }

    @Test("Random bytes come from where the configuration says")
    func injectedRandomness() throws {
        var configuration = GroupConfiguration()
        configuration.random = RandomSource { [UInt8](repeating: 7, count: $0) }
        let key = try SignaturePrivateKey.generate(suite, random: configuration.random)
        let groups = try (0..<2).map { _ in
            try Group.create(
                groupID: [1], credential: .basic(identity: [1]), signatureKey: key,
                configuration: configuration)
        }
        #expect(groups[0].serialise() == groups[1].serialise())
    }

    /// A storage that can be made to fail.
    struct FailingStorage: GroupStorage {
        struct Failure: Error {}
        var fails = false
        var memory = MemoryStorage()
        mutating func save(_ state: [UInt8], groupID: [UInt8]) throws {
            if fails { throw Failure() }
            memory.save(state, groupID: groupID)
        }
        func load(groupID: [UInt8]) throws -> [UInt8]? { memory.load(groupID: groupID) }
        mutating func erase(groupID: [UInt8]) throws { memory.erase(groupID: groupID) }
    }

    @Test("If storing fails, nothing happened")
    func failingStorage() throws {
        var groups = try Clients.groups(2, suite)
        let sealed = try groups[0].encrypt([5])
        var failing = FailingStorage()
        let good = try StoredGroup(groups[1], in: failing)
        let before = good.group.serialise()
        failing = good.storage
        failing.fails = true
        #expect(throws: FailingStorage.Failure.self) {
            _ = try StoredGroup(groups[1], in: failing)
        }
        var loaded = try #require(
            try StoredGroup(loading: groups[1].groupID, from: good.storage))
        #expect(loaded.group.serialise() == before)
        guard case .application(let message) = try loaded.process(sealed) else { return }
        #expect(message.data == [5])
        let isMissing = try StoredGroup(loading: [9, 9], from: good.storage) == nil
        #expect(isMissing)
    }
}
