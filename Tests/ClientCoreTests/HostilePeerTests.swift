import Crypto
import MLS
import Testing
import Wire

// A hostile peer changes state that no program shows: the test looks inside.
@testable import ClientCore

/// What a contact can send inside a conversation must not stop the program, bring anybody into the
/// group or change who anybody is.
@Suite struct HostilePeerTests {
    /// The two sides of a conversation, introduced without a network.
    struct Pair {
        var inviter: Conversation
        var accepter: Conversation

        init() throws {
            let accounts = try Self.accounts()
            var random = ClientCore.RandomSource.system
            let bundle = try PairGroup.keyPackage(accounts[1])
            let (founded, welcome) = try PairGroup.found(
                accounts[0], adding: bundle.message, peer: accounts[1].peerSlot, random: &random)
            let joined = try PairGroup.join(welcome: welcome, bundle: bundle)
            inviter = Conversation(id: "i", name: "b", isNamed: true, bellPosition: 0)
            accepter = Conversation(id: "a", name: "a", isNamed: true, bellPosition: 0)
            inviter.pair = founded
            inviter.peer = accounts[1].peerSlot
            accepter.pair = joined
            accepter.peer = accounts[0].peerSlot
            var turn = Self.turn(accounts[0])
            try inviter.openEpochChannel(&turn)
            try accepter.openEpochChannel(&turn)
        }

        static func turn(_ account: Account, at now: Int64 = 0) -> Turn {
            Turn(
                account: account, parameters: DeploymentParameters(), now: now,
                directory: ContactDirectory([]), random: .system)
        }

        static func accounts() throws -> [Account] {
            (0..<2).map {
                Account(
                    deploymentFile: [], slot: UInt32($0), generation: 1,
                    accountKey: Curve25519.Signing.PrivateKey(), displayName: "", proxy: "")
            }
        }

        /// Hands an MLS message of one side to the other as an item of its stream.
        mutating func feedInviter(_ item: [UInt8]) throws -> ClientOutput {
            var turn = Self.turn(try Self.accounts()[0])
            inviter.takePairItem(item, in: 1, &turn)
            return turn.output
        }

        mutating func feedAccepter(_ item: [UInt8]) throws -> ClientOutput {
            var turn = Self.turn(try Self.accounts()[1])
            accepter.takePairItem(item, in: 1, &turn)
            return turn.output
        }
    }

    static func hostileProposal(_ kind: String, _ group: inout Group) throws -> [UInt8] {
        let stranger = try KeyPackageBundle.generate(
            credential: .basic(identity: [9]), signatureKey: .generate(PairGroup.suite))
        switch kind {
        case "reinit":
            return try group.propose(
                .reInit(
                    ReInit(
                        groupID: [1], version: .mls10, cipherSuite: PairGroup.suite,
                        extensions: [])))
        case "add": return try group.propose(.add(stranger.keyPackage))
        case "remove": return try group.propose(.remove(LeafIndex(1)))
        default:
            var change = LeafNodeChange()
            change.signatureKey = try .generate(PairGroup.suite)
            return try group.proposeUpdate(change)
        }
    }

    @Test(arguments: ["reinit", "add", "remove", "key"])
    func aPeersProposalChangesNothingButKeys(_ kind: String) throws {
        var pair = try Pair()
        guard var accepter = pair.accepter.pair?.group else { return }
        let proposal = try Self.hostileProposal(kind, &accepter)
        let before = pair.inviter.pair?.group.members.map(\.signatureKey)
        let output = try pair.feedInviter(StreamItem.message(proposal).encoded)
        #expect(output.events.count == 1, "the person is told once")
        #expect(pair.inviter.pair?.group.isActive == true)
        #expect(pair.inviter.pair?.group.members.map(\.signatureKey) == before)
        #expect(pair.inviter.pair?.epoch == 1)
        let record = pair.inviter.appendRecord(
            id: String(repeating: "0", count: 32), kind: .text, from: nil, text: "on", sentAt: 0,
            state: .queued)
        var turn = Pair.turn(try Pair.accounts()[0], at: .max / 2)
        try pair.inviter.enqueue(record, &turn)
        try pair.inviter.changePairKeysIfDue(&turn)
        #expect(pair.inviter.pair?.epoch == 2)
    }

    @Test(arguments: ["reinit", "add"])
    func theCommitterCannotChangeMoreThanKeys(_ kind: String) throws {
        var pair = try Pair()
        guard var inviter = pair.inviter.pair?.group else { return }
        _ = try Self.hostileProposal(kind, &inviter)
        let bundle = try inviter.commit()
        _ = try pair.feedAccepter(StreamItem.message(bundle.commit).encoded)
        #expect(pair.accepter.pair?.epoch == 1)
        #expect(pair.accepter.pair?.group.members.count == 2)
        #expect(pair.accepter.pair?.group.isActive == true)
    }

    @Test func keysChangeFromBothSides() throws {
        var pair = try Pair()
        var turn = Pair.turn(try Pair.accounts()[1])
        guard let proposal = try pair.accepter.pair?.proposeUpdate() else { return }
        _ = try pair.feedInviter(StreamItem.message(proposal).encoded)
        #expect(pair.inviter.pair?.epoch == 2)
        // The commit is the last item of the inviter's stream of epoch 1.
        let stream = pair.inviter.channels[1]?.outgoing
        var incoming = IncomingStream()
        var copy = stream
        while copy?.hasFresh == true {
            let segments = copy?.nextSegments(room: 900, covered: RangeSet(0..<UInt64.max)) ?? []
            for item in incoming.receive(segments, incarnation: stream?.incarnation ?? 0).items {
                pair.accepter.takePairItem(item, in: 1, &turn)
            }
        }
        #expect(pair.accepter.pair?.epoch == 2)
        #expect(
            pair.accepter.pair?.group.epochAuthenticator
                == pair.inviter.pair?.group.epochAuthenticator)
    }

    @Test func nonsenseIsReportedOnce() throws {
        var pair = try Pair()
        var events = 0
        for number in 0..<100 {
            events += try pair.feedInviter([1, 2, UInt8(number)]).events.count
        }
        #expect(events == 1)
    }

    @Test(arguments: [
        "", "  ", "a\nb", "\u{1B}[31mred", "\u{202E}evil", String(repeating: "x", count: 101),
    ])
    func namesAreChecked(_ name: String) {
        #expect(ContactName.checked(name) == nil)
    }

    @Test func nobodyTakesAnothersName() {
        #expect(ContactName.unused("alice", ["bob"]) == "alice")
        #expect(ContactName.unused("alice", ["alice", "alice (2)"]) == "alice (3)")
    }
}
