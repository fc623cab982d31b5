import MLS
import Testing

/// Rules V060 to V074: framing.
@Suite("Rules of framing")
struct FramingRulesTests {
    @Test("V060 wrongGroup")
    func wrongGroup() throws {
        let scene = try Scene(2)
        scene.refuses(
            try scene.insider.send(.proposal(.remove(LeafIndex(1)))) { $0.groupID = [6] },
            .wrongGroup)
        // A message that another group validated is not this group's.
        var other = try Group.create(
            groupID: [6], credential: .basic(identity: [1]),
            signatureKey: Clients.key(Scene.suite))
        let validated = try other.validate(
            UnverifiedMessage(
                ExternalProposal.add(
                    Clients.bundle("x", Scene.suite), groupID: [6], epoch: 0)))
        var victim = scene.victim
        expectError(.wrongGroup) { _ = try victim.process(validated) }
        #expect(victim.pendingProposals.isEmpty)
    }

    @Test("V061 wrongEpoch")
    func wrongEpoch() throws {
        var scene = try Scene(2)
        for epoch: UInt64 in [0, 2, .max] {
            scene.refuses(
                try scene.insider.send(.proposal(.remove(LeafIndex(1)))) { $0.epoch = epoch },
                .wrongEpoch)
            scene.refuses(
                try scene.insider.privateMessage(
                    epoch: epoch, plaintext: scene.insider.applicationPlaintext([1])),
                .wrongEpoch)
        }
        // A handshake message of an epoch that ended, even though its keys are still there.
        scene.groups[0].configuration.handshakeWireFormat = .privateMessage
        var old = scene.groups[0]
        _ = try scene.groups.commit(1)
        scene.refuses(try old.propose(.remove(LeafIndex(1))), .wrongEpoch)
    }

    @Test("V061 wrongEpoch: there is none after the last number")
    func lastEpoch() throws {
        var founder = try Clients.founder("founder", Scene.suite)
        founder.state.context.epoch = .max
        let info = try founder.groupInfo()
        expectError(.wrongEpoch) { _ = try founder.commit() }
        expectError(.wrongEpoch) {
            _ = try Group.externalJoin(
                groupInfo: info, credential: .basic(identity: [9]),
                signatureKey: Clients.key(Scene.suite))
        }
    }

    @Test("V062 messageSignature")
    func messageSignature() throws {
        let scene = try Scene(3)
        let other = try Clients.key(Scene.suite)
        scene.refuses(
            try scene.insider.send(.proposal(.remove(LeafIndex(1))), key: other),
            .messageSignature)
        // One member cannot speak for another, although it knows all keys of the group.
        scene.refuses(
            try scene.insider.send(
                .proposal(.remove(LeafIndex(1))), from: .member(LeafIndex(2))),
            .messageSignature)
        scene.refuses(
            try scene.insider.privateMessage(
                plaintext: scene.insider.applicationPlaintext([1], signer: other)),
            .messageSignature)
    }

    @Test("V063 membershipTag")
    func membershipTag() throws {
        let scene = try Scene(2)
        var message = try scene.insider.send(.proposal(.remove(LeafIndex(1))))
        message[message.count - 1] ^= 1
        scene.refuses(message, .membershipTag)
    }

    @Test("V065 confirmationTag")
    func confirmationTag() throws {
        let scene = try Scene(2)
        scene.refuses(
            try scene.insider.commit([.add(PackageForge().package())]), .confirmationTag)
    }

    @Test("V066 unencryptedApplicationData")
    func unencryptedApplicationData() throws {
        let scene = try Scene(2)
        scene.refuses(
            try scene.insider.send(.application([1])), .unencryptedApplicationData)
    }

    @Test("V067 senderType")
    func senderType() throws {
        let scene = try Scene(2)
        let commit = Commit(proposals: [], path: nil)
        for sender in [Sender.external(index: 0), .newMemberProposal] {
            scene.refuses(try scene.insider.send(.commit(commit), from: sender), .senderType)
        }
        scene.refuses(
            try scene.insider.send(.proposal(.remove(LeafIndex(0))), from: .newMemberCommit),
            .senderType)
    }

    @Test("V068 unknownSender")
    func unknownSender() throws {
        let scene = try Scene(3)
        for index: UInt32 in [3, 4, 1 << 30, .max] {
            scene.refuses(
                try scene.insider.send(
                    .proposal(.remove(LeafIndex(1))), from: .member(LeafIndex(index))),
                .unknownSender)
            scene.refuses(
                try scene.insider.privateMessage(
                    sender: LeafIndex(index), plaintext: [1, 2, 3]), .unknownSender)
        }
    }

    @Test("V069 decryption")
    func decryption() throws {
        var scene = try Scene(2)
        let sealed = try scene.groups[0].encrypt([1, 2, 3])
        var broken = sealed
        broken[broken.count - 1] ^= 1
        scene.refuses(broken, .decryption)
        guard case .privateMessage(var message) = try MLSMessage(encoded: sealed).body else {
            return
        }
        message.authenticatedData = [1]
        scene.refuses(MLSMessage(.privateMessage(message)).encoded, .decryption)
    }

    @Test("V070 senderDataDecryption")
    func senderDataDecryption() throws {
        var scene = try Scene(2)
        guard
            case .privateMessage(var message) =
                try MLSMessage(encoded: scene.groups[0].encrypt([1])).body
        else { return }
        message.encryptedSenderData[0] ^= 1
        scene.refuses(MLSMessage(.privateMessage(message)).encoded, .senderDataDecryption)
        message.ciphertext = []
        message.encryptedSenderData = []
        scene.refuses(MLSMessage(.privateMessage(message)).encoded, .senderDataDecryption)
    }

    @Test("V071 padding")
    func padding() throws {
        let scene = try Scene(2)
        let insider = scene.insider
        scene.refuses(
            try insider.privateMessage(
                plaintext: insider.applicationPlaintext([1], padding: [0, 0, 1])), .padding)
        var victim = scene.victim
        guard
            case .application(let message) = try victim.process(
                insider.privateMessage(
                    plaintext: insider.applicationPlaintext([1], padding: [0, 0, 0])))
        else { return }
        #expect(message.data == [1])
    }

    @Test("V072 generationConsumed")
    func generationConsumed() throws {
        var scene = try Scene(2) { $0.outOfOrderTolerance = 2 }
        let sealed = try (0..<5).map { try scene.groups[0].encrypt([UInt8($0)]) }
        _ = try scene.groups[1].process(sealed[0])
        scene.refuses(sealed[0], .generationConsumed)
        _ = try scene.groups[1].process(sealed[4])
        // Of the three that were skipped the newest two are kept.
        scene.refuses(sealed[1], .generationConsumed)
        _ = try scene.groups[1].process(sealed[3])
        _ = try scene.groups[1].process(sealed[2])
        scene.refuses(sealed[2], .generationConsumed)
    }

    @Test("V073 generationTooFarAhead")
    func generationTooFarAhead() throws {
        let scene = try Scene(2) { $0.maximumForwardDistance = 10 }
        for generation: UInt32 in [11, .max] {
            scene.refuses(
                try scene.insider.privateMessage(generation: generation, plaintext: [1]),
                .generationTooFarAhead)
        }
    }

    @Test("V074 ownMessage")
    func ownMessage() throws {
        var scene = try Scene(2)
        let sealed = try scene.groups[1].encrypt([1])
        scene.refuses(sealed, .ownMessage)
        // A commit in the victim's own name that it did not make.
        let forged = try Insider(group: scene.groups[1]).commit([])
        scene.refuses(forged, .ownMessage)
    }
}
