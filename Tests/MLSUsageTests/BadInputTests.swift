import MLS
import Testing

/// Whatever is wrong with a message, the error names a rule and the state is as it was.
@Suite("Bad input through the public API")
struct BadInputTests {
    /// One message of each kind, and what takes it in.
    private struct Samples {
        var party: Party
        let messages: [[UInt8]]

        init() throws {
            party = try Party(3)
            party.members[0].configuration.handshakeWireFormat = .publicMessage
            let commit = try party.members[0].commit().commit
            party.members[0].clearPendingCommit()
            let publicProposal = try party.members[0].proposeUpdate()
            party.members[0].configuration.handshakeWireFormat = .privateMessage
            let privateCommit = try party.members[0].commit().commit
            messages = [
                commit, publicProposal, privateCommit, try party.members[2].encrypt([1, 2, 3]),
            ]
        }

        /// Gives broken bytes to a member; none of them may be taken.
        mutating func refuse(_ broken: [UInt8], _ what: String) {
            let before = party.members[1].serialise()
            do {
                _ = try party.members[1].process(broken)
                Issue.record("taken: \(what)")
            } catch {
                #expect(error.code.rawValue.hasPrefix("V"), "\(what): \(error)")
            }
            #expect(party.members[1].serialise() == before, "\(what)")
        }
    }

    @Test("Truncated, lengthened and changed messages")
    func damaged() throws {
        var samples = try Samples()
        for (kind, message) in samples.messages.enumerated() {
            for count in message.indices {
                samples.refuse(Array(message.prefix(count)), "kind \(kind), \(count) bytes")
            }
            samples.refuse(message + [0], "kind \(kind), a byte more")
            for place in message.indices {
                var broken = message
                broken[place] ^= UInt8(1 << (place % 8))
                samples.refuse(broken, "kind \(kind), bit changed in byte \(place)")
            }
        }
        // None of this spoils anything.
        for message in samples.messages.dropFirst() {
            _ = try samples.party.members[1].process(message)
        }
    }

    @Test("Damaged key packages, Welcomes, group informations and trees")
    func damagedJoining() throws {
        let bundle = try Party.bundle("n")
        var party = try Party(2)
        var options = CommitOptions()
        options.includesRatchetTree = false
        options.makesGroupInfo = true
        let made = try party.commit(0, [.add(bundle.keyPackage)], options: options)
        let welcome = try #require(made.welcome)
        let info = try #require(made.groupInfo)
        let tree = made.ratchetTree
        let key = try SignaturePrivateKey.generate(Party.suite)
        func damage(_ bytes: [UInt8], _ what: String, _ use: ([UInt8]) throws -> Void) {
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= UInt8(1 << (place % 8))
                for broken in [Array(bytes.prefix(place)), changed] {
                    #expect(throws: MLSError.self, "\(what), byte \(place)") { try use(broken) }
                }
            }
        }
        damage(bundle.message, "key package") {
            guard case .keyPackage(let package) = try MLSMessage(encoded: $0).body else {
                throw MLSError(.unsupportedWireFormat)
            }
            try package.validate(now: nil)
        }
        damage(welcome, "Welcome") {
            _ = try Group.join(welcome: $0, keyPackage: bundle, ratchetTree: tree)
        }
        damage(info, "group information") {
            _ = try Group.externalJoin(
                groupInfo: $0, ratchetTree: tree, credential: Party.credential("x"),
                signatureKey: key)
        }
        damage(tree, "tree") {
            _ = try Group.join(welcome: welcome, keyPackage: bundle, ratchetTree: $0)
        }
        _ = try Group.join(welcome: welcome, keyPackage: bundle, ratchetTree: tree)
    }

    @Test("Messages of other groups and epochs, replays, and own messages")
    func misplaced() throws {
        var party = try Party(3)
        var other = try Party(2)
        let foreign = try other.members[0].encrypt([1])
        #expect(throws: MLSError.self) { try party.members[0].process(foreign) }
        let old = try party.members[0].commit().commit
        party.members[0].clearPendingCommit()
        try party.commit(1)
        for index in party.members.indices {
            expectFailure(.wrongEpoch, &party.members[index]) { _ = try $0.process(old) }
        }
        let sealed = try party.members[0].encrypt([1])
        expectFailure(.ownMessage, &party.members[0]) { _ = try $0.process(sealed) }
        _ = try party.members[1].process(sealed)
        expectFailure(.generationConsumed, &party.members[1]) { _ = try $0.process(sealed) }
    }

    @Test("Cyclic and repeated proposals")
    func contradictions() throws {
        var party = try Party(4)
        let bundle = try Party.bundle("n")
        let add = Proposal.add(bundle.keyPackage)
        let extensions = Proposal.groupContextExtensions([])
        let key = party.members[0].preSharedKeyProposal(.external(id: [1]))
        party.members[0].preSharedKeys.set(externalID: [1], to: Secret([1]))
        let member = try #require(party.members[0][LeafIndex(1)])
        let again = try KeyPackageBundle.generate(
            credential: member.credential, signatureKey: bundle.signatureKey)
        let reInit = Proposal.reInit(ReInit(groupID: [8], cipherSuite: Party.suite))
        let cases: [(MLSError.Code, [Proposal])] = [
            (.duplicateAdd, [add, add]), (.duplicateAdd, [add, .add(again.keyPackage)]),
            (.severalChangesToOneLeaf, [.remove(LeafIndex(1)), .remove(LeafIndex(1))]),
            (.committerRemoved, [.remove(LeafIndex(0))]),
            (.severalGroupContextExtensions, [extensions, extensions]),
            (.duplicatePreSharedKey, [key, key]), (.reInitNotAlone, [reInit, add]),
            (.reInitNotAlone, [reInit, reInit]), (.unknownLeaf, [.remove(LeafIndex(9))]),
            (.externalInitFromMember, [.externalInit(kemOutput: [])]),
        ]
        for (code, proposals) in cases {
            expectFailure(code, &party.members[0]) { _ = try $0.commit(proposals) }
        }
        // By reference: two members remove each other, a third one commits both removals.
        try party.deliver(party.members[1].propose(.remove(LeafIndex(2))), from: 1)
        try party.deliver(party.members[2].propose(.remove(LeafIndex(1))), from: 2)
        try party.commit(0)
        #expect(party.members.count == 2)
        try party.requireAgreement()
    }

    @Test("A signing key that is a member's already is not added again")
    func addOfMember() throws {
        var party = try Party(2)
        let bundle = try Party.bundle("n")
        try party.commit(0, [.add(bundle.keyPackage)])
        expectFailure(.addOfMember, &party.members[0]) {
            _ = try $0.commit([.add(bundle.keyPackage)])
        }
    }
}
