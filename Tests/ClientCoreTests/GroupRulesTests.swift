import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// Hostile members change state that no program shows: the tests look inside.
@testable import ClientCore

/// Nobody comes into a group unseen, speaks in another's name or changes what it may not.
@Suite struct GroupRulesTests {
    typealias Account = ClientCore.Account

    static let capacity = 64

    static func account(_ slot: UInt32) -> Account {
        Account(
            deploymentFile: [], slot: slot, generation: 1,
            accountKey: Curve25519.Signing.PrivateKey(), displayName: "member \(slot)", proxy: "")
    }

    static func turn(_ account: Account, at now: Int64 = 0) -> Turn {
        var parameters = DeploymentParameters()
        parameters.capacity = capacity
        return Turn(
            account: account, parameters: parameters, now: now,
            directory: ContactDirectory([]), random: .system)
    }

    /// A hundred members fit into one commit and its Welcome, and nobody lets the next one in.
    @Test func aHundredAndNoMore() throws {
        let accounts = (0..<UInt32(GroupProfile.memberLimit + 1)).map { Self.account($0) }
        var random = ClientCore.RandomSource.system
        var founder = try RosterGroup.found(accounts[0], name: "town", random: &random)
        let bundles = try accounts[1...].map {
            try RosterGroup.keyPackage($0, for: founder.groupID)
        }
        let capacity = accounts.count + 1
        let made = try founder.commit(
            bundles.dropLast().map { .add($0.keyPackage) }, remembered: false,
            founder.rules(capacity: capacity), at: 0)
        let welcome = try #require(made.welcome)
        #expect(max(made.message.count, welcome.count) <= IncomingStream.itemLimit)
        var member = try RosterGroup.join(
            welcome: welcome, bundle: bundles[0], capacity: capacity
        ).group
        #expect(try member.roster().count == GroupProfile.memberLimit)
        let last = try #require(bundles.last)
        #expect(throws: GroupRules.Violation.self) {
            try founder.commit(
                [.add(last.keyPackage)], remembered: false, founder.rules(capacity: capacity),
                at: 0)
        }
        // … nor takes a commit that does.
        var group = founder.group
        let bundle = try group.commit([.add(last.keyPackage)], options: CommitOptions())
        guard case .commit(let staged) = try member.process(bundle.commit) else {
            Issue.record("no commit")
            return
        }
        let rules = try member.rules(capacity: capacity)
        #expect(throws: GroupRules.Violation.self) { try rules.check(staged) }
    }

    /// A group of three (or more): the founder administers and commits.
    struct Trio {
        var accounts: [Account]
        var groups: [RosterGroup]

        init(_ count: UInt32 = 3) throws {
            accounts = (0..<count).map { GroupRulesTests.account($0) }
            var random = ClientCore.RandomSource.system
            var founder = try RosterGroup.found(accounts[0], name: "trio", random: &random)
            let bundles = try accounts[1...].map {
                try RosterGroup.keyPackage($0, for: founder.groupID)
            }
            let made = try founder.commit(
                bundles.map { .add($0.keyPackage) }, remembered: false,
                founder.rules(capacity: capacity), at: 0)
            let welcome = try #require(made.welcome)
            groups = [founder]
            for bundle in bundles {
                groups.append(
                    try RosterGroup.join(welcome: welcome, bundle: bundle, capacity: capacity)
                        .group)
            }
        }

        /// A conversation of a member, in the group's epoch.
        func conversation(_ member: Int) throws -> Conversation {
            var conversation = Conversation(
                id: "\(member)", name: "trio", isNamed: false, bellPosition: 0)
            conversation.membership = Membership(
                groupID: groups[member].groupID, standing: .member)
            conversation.membership?.group = groups[member]
            var turn = GroupRulesTests.turn(accounts[member])
            try conversation.openEpochChannel(&turn)
            return conversation
        }

        /// Somebody whom the committer is about to add, and its key package.
        func joiner(
            _ administrators: [Int], slot: UInt32 = 9
        ) throws -> (conversation: Conversation, turn: Turn, package: KeyPackage) {
            let guest = GroupRulesTests.account(slot)
            var joiner = Conversation(id: "\(slot)", name: "trio", isNamed: false, bellPosition: 0)
            joiner.membership = Membership(groupID: groups[0].groupID, standing: .joining)
            var turn = GroupRulesTests.turn(guest)
            let letter = try joiner.beginJoining(
                adder: Data(accounts[0].identityPublicKey),
                administrators: administrators.map { accounts[$0].peerSlot }, &turn)
            guard case .keyPackage(let package) = try MLSMessage(encoded: letter).body else {
                throw GroupRules.Violation("no key package")
            }
            return (joiner, turn, package)
        }

        /// The committer makes somebody an administrator too, and everybody takes that up.
        mutating func promote(_ members: Int...) throws {
            let places = [accounts[0].peerSlot] + members.map { accounts[$0].peerSlot }
            let profile = GroupProfile(
                name: "trio", committer: accounts[0].peerSlot, administrators: places)
            let made = try groups[0].commit(
                [.groupContextExtensions(profile.extensions)], remembered: false,
                groups[0].rules(capacity: capacity), at: 0)
            for member in groups.indices.dropFirst() {
                guard case .commit(let staged) = try groups[member].process(made.message) else {
                    return
                }
                _ = try groups[member].apply(
                    staged, message: made.message, groups[member].rules(capacity: capacity), at: 0)
            }
        }

        /// What a member does who does not keep the rules: any commit at all.
        func hostileCommit(
            by member: Int, _ proposals: [Proposal]
        ) throws -> (message: [UInt8], group: MLS.Group) {
            var group = groups[member].group
            var options = CommitOptions()
            options.forcesPath = true
            let bundle = try group.commit(proposals, options: options)
            try group.applyPendingCommit()
            return (bundle.commit, group)
        }
    }

    /// The thread and the roster of a member after an item of another's stream.
    static func feed(
        _ item: StreamItem, from leaf: UInt32, to member: Int, _ trio: Trio
    ) throws -> (conversation: Conversation, told: [String]) {
        var conversation = try trio.conversation(member)
        var turn = turn(trio.accounts[member])
        let epoch = try #require(conversation.newestEpoch)
        conversation.takeGroupItem(item.encoded, from: leaf, in: epoch, &turn)
        let told = turn.output.events.compactMap { event -> String? in
            if case .message(let record) = event { record.text } else { nil }
        }
        return (conversation, told)
    }

    static func stranger(_ slot: UInt32 = 9, in trio: Trio) throws -> KeyPackage {
        try RosterGroup.keyPackage(account(slot), for: trio.groups[0].groupID).keyPackage
    }

    /// A member who is no administrator adds a ghost, removes somebody, takes the group over.
    @Test(arguments: ["ghost", "removal", "takeover", "keys"])
    func aMembersCommitIsRefused(_ kind: String) throws {
        let trio = try Trio()
        let profile = GroupProfile(
            name: "mine", committer: trio.accounts[1].peerSlot,
            administrators: [trio.accounts[1].peerSlot])
        let proposals: [Proposal] =
            switch kind {
            case "ghost": [.add(try Self.stranger(in: trio))]
            case "removal": [.remove(LeafIndex(2))]
            case "takeover": [.groupContextExtensions(profile.extensions)]
            default: []
            }
        let (commit, _) = try trio.hostileCommit(by: 1, proposals)
        let (conversation, told) = try Self.feed(
            .commit(proposals: [], commit: commit), from: 1, to: 2, trio)
        #expect(conversation.membership?.group?.epoch == trio.groups[2].epoch)
        #expect(try conversation.membership?.group?.roster().count == 3)
        #expect(told.count == 1, "the person is told that something could not be read")
    }

    /// An administrator cannot do everything either.
    @Test(arguments: ["two in one slot", "no slot", "reinit", "no committer", "other extensions"])
    func anAdministratorsCommitIsRefused(_ kind: String) throws {
        let trio = try Trio()
        let own = trio.accounts[0].peerSlot
        let proposals: [Proposal] =
            switch kind {
            case "two in one slot": [.add(try Self.stranger(2, in: trio))]
            case "no slot": [.add(try Self.stranger(UInt32(Self.capacity), in: trio))]
            case "reinit":
                [
                    .reInit(
                        ReInit(
                            groupID: [1], version: .mls10, cipherSuite: PairGroup.suite,
                            extensions: []))
                ]
            case "no committer":
                [
                    .groupContextExtensions(
                        GroupProfile(
                            name: "x", committer: trio.accounts[1].peerSlot, administrators: [own]
                        ).extensions)
                ]
            default: [.groupContextExtensions([])]
            }
        let (commit, _) = try trio.hostileCommit(by: 0, proposals)
        let (conversation, told) = try Self.feed(
            .commit(proposals: [], commit: commit), from: 0, to: 2, trio)
        #expect(conversation.membership?.group?.epoch == trio.groups[2].epoch)
        #expect(told.count == 1)
    }

    /// A contact's key package for one group brings it into no other, nor out of one.
    @Test func aKeyPackageIsForOneGroup() throws {
        let trio = try Trio()
        let foreign = try RosterGroup.keyPackage(trio.accounts[1], for: [9]).keyPackage
        let (commit, _) = try trio.hostileCommit(by: 0, [.remove(LeafIndex(1)), .add(foreign)])
        let (conversation, told) = try Self.feed(
            .commit(proposals: [], commit: commit), from: 0, to: 1, trio)
        #expect(conversation.phase == .active)
        #expect(conversation.membership?.group?.epoch == trio.groups[1].epoch)
        #expect(told.count == 1)
    }

    /// A founder whose leaf names a slot that there is not.
    @Test func aGroupOutsideOfTheDeploymentIsNotJoined() throws {
        var random = ClientCore.RandomSource.system
        var founder = try RosterGroup.found(
            Self.account(.max), name: "x", random: &random)
        let bundle = try RosterGroup.keyPackage(Self.account(1), for: founder.groupID)
        let made = try founder.commit(
            [.add(bundle.keyPackage)], remembered: false, founder.rules(capacity: .max), at: 0)
        let welcome = try #require(made.welcome)
        #expect(throws: GroupRules.Violation.self) {
            try RosterGroup.join(welcome: welcome, bundle: bundle, capacity: Self.capacity)
        }
        _ = try RosterGroup.join(welcome: welcome, bundle: bundle, capacity: .max)
    }

    /// A server that hands somebody a Welcome, or a stranger who joins from outside, is nobody.
    @Test func anExternalCommitIsRefused() throws {
        let trio = try Trio()
        let info = try trio.groups[1].group.groupInfo(
            includesRatchetTree: true, includesExternalPub: true)
        var options = MLS.Group.ExternalJoinOptions()
        options.capabilities = GroupProfile.capabilities
        options.leafExtensions = [
            MLS.Extension(type: GroupProfile.nameExtensionType, data: Array("ghost".utf8))
        ]
        let ghost = Self.account(30)
        let joined = try MLS.Group.externalJoin(
            groupInfo: info, credential: .basic(identity: ghost.peerSlot.identity),
            signatureKey: PairGroup.signatureKey(ghost), options: options)
        let (conversation, told) = try Self.feed(
            .commit(proposals: [], commit: joined.commit), from: 1, to: 2, trio)
        #expect(conversation.membership?.group?.epoch == trio.groups[2].epoch)
        #expect(told.count == 1)
    }

    /// Everybody sees who comes, and by whom.
    @Test func anAdditionIsShown() throws {
        let trio = try Trio()
        let (commit, _) = try trio.hostileCommit(by: 0, [.add(try Self.stranger(in: trio))])
        let (conversation, told) = try Self.feed(
            .commit(proposals: [], commit: commit), from: 0, to: 1, trio)
        #expect(told == ["~member 0 added ~member 9"])
        #expect(conversation.membership?.memberCount == 4)
        #expect(conversation.channels.keys.max() == trio.groups[1].epoch + 1)
    }

    /// A member says what another one has said, in its own stream.
    @Test func nobodySpeaksForAnother() throws {
        let trio = try Trio()
        var author = trio.groups[0]
        let text = MessageContent.text(
            id: [UInt8](repeating: 1, count: 16), sentAt: 0, text: "hello")
        let message = try author.encrypt(text.encoded)
        let (_, wrong) = try Self.feed(.message(message), from: 1, to: 2, trio)
        #expect(wrong.count == 1 && wrong[0].hasSuffix("could not be read"))
        let (_, right) = try Self.feed(.message(message), from: 0, to: 2, trio)
        #expect(right == ["hello"])
    }

    /// Any member knows a channel's secret: without its owner's signature a cell is none.
    @Test func aMemberCannotWriteAnothersCell() throws {
        let trio = try Trio()
        let reader = try trio.conversation(2)
        let forger = try trio.conversation(1)
        var parameters = DeploymentParameters()
        parameters.capacity = Self.capacity
        let round = Round(rawValue: 160)
        let epoch = try #require(reader.newestEpoch)
        let deployment = [UInt8](repeating: 7, count: 16)
        let place = CellKey.Place(
            deployment: deployment, slot: 0, generation: 1,
            plane: UInt32(round.plane(parameters)))
        var payload = CellPayload(round: round, incarnation: 5)
        payload.acknowledgements = [.init(leaf: 2, incarnation: 1, offset: 1_000)]
        func opened(signedBy account: Account) throws -> Bool {
            let signed = try SignedPayload.sign(
                payload.encoded, identityKey: account.identityKey, channel: epoch,
                group: trio.groups[0].groupID, place: place)
            // The forger seals with the key of leaf 0, which it can derive as well.
            let key = try #require(forger.channels[epoch]).key(of: 0)
            let cell = try key.seal(signed, at: place)
            return reader.openCell(cell, of: 0, round, parameters, deployment: deployment) != nil
        }
        #expect(try opened(signedBy: trio.accounts[0]))
        #expect(try !opened(signedBy: trio.accounts[1]))
        // Signed by the right one for another channel or place it is none either.
        let moved = CellKey.Place(
            deployment: deployment, slot: 0, generation: 1, plane: place.plane + 1)
        let signed = try SignedPayload.sign(
            payload.encoded, identityKey: trio.accounts[0].identityKey, channel: epoch,
            group: trio.groups[0].groupID, place: moved)
        let cell = try #require(forger.channels[epoch]).key(of: 0).seal(signed, at: place)
        #expect(reader.openCell(cell, of: 0, round, parameters, deployment: deployment) == nil)
    }

    // MARK: Siblings

    /// Two administrators commit at once: both orders of arrival lead to the same group.
    @Test func siblingsAreResolvedAlike() throws {
        var trio = try Trio()
        try trio.promote(1)
        let (named, _) = try trio.hostileCommit(by: 0, [.add(try Self.stranger(20, in: trio))])
        let (other, _) = try trio.hostileCommit(by: 1, [.add(try Self.stranger(21, in: trio))])
        func outcome(_ items: [([UInt8], UInt32)]) throws -> [UInt32] {
            var conversation = try trio.conversation(2)
            let epoch = try #require(conversation.newestEpoch)
            var turn = Self.turn(trio.accounts[2])
            for (commit, leaf) in items {
                conversation.takeGroupItem(
                    StreamItem.commit(proposals: [], commit: commit).encoded, from: leaf,
                    in: epoch, &turn)
            }
            return try #require(conversation.membership?.group).roster().map(\.place.slot).sorted()
        }
        // The named committer's stands, whichever comes first.
        #expect(try outcome([(named, 0), (other, 1)]) == [0, 1, 2, 20])
        #expect(try outcome([(other, 1), (named, 0)]) == [0, 1, 2, 20])
    }

    /// Whoever removes the committer stands, unless the committer removes that one.
    @Test(arguments: [true, false]) func aCommitterIsRemovedUnlessItRemoves(isMutual: Bool) throws {
        var trio = try Trio()
        try trio.promote(1)
        let takeover = GroupProfile(
            name: "trio", committer: trio.accounts[1].peerSlot,
            administrators: [trio.accounts[1].peerSlot])
        let (named, _) = try trio.hostileCommit(
            by: 0,
            isMutual ? [.remove(LeafIndex(1))] : [.add(try Self.stranger(20, in: trio))])
        let (removal, _) = try trio.hostileCommit(
            by: 1, [.remove(LeafIndex(0)), .groupContextExtensions(takeover.extensions)])
        for items in [[(named, 0), (removal, 1)], [(removal, 1), (named, 0)]]
            as [[([UInt8], UInt32)]]
        {
            var conversation = try trio.conversation(2)
            let epoch = try #require(conversation.newestEpoch)
            var turn = Self.turn(trio.accounts[2])
            for (commit, leaf) in items {
                conversation.takeGroupItem(
                    StreamItem.commit(proposals: [], commit: commit).encoded, from: leaf,
                    in: epoch, &turn)
            }
            let roster = try #require(conversation.membership?.group).roster()
            #expect(roster.map(\.place.slot).sorted() == (isMutual ? [0, 2] : [1, 2]))
        }
    }

    // MARK: Storage

    @Test func aGroupSurvivesTheVault() throws {
        let trio = try Trio()
        let (commit, _) = try trio.hostileCommit(by: 0, [.add(try Self.stranger(in: trio))])
        var (conversation, _) = try Self.feed(
            .commit(proposals: [], commit: commit), from: 0, to: 1, trio)
        var records: [RecordKey: [UInt8]] = [:]
        for case .put(let key, let value) in try conversation.changes() { records[key] = value }
        #expect(records.count == 2)
        let restored = try Conversation(
            decoding: #require(records[conversation.recordKey]),
            group: records[conversation.groupRecordKey])
        #expect(restored.summary == conversation.summary)
        #expect(restored.membership?.group?.parents.count == 1)
        #expect(
            restored.membership?.group?.group.epochAuthenticator
                == conversation.membership?.group?.group.epochAuthenticator)
        // What has not changed is not written again.
        #expect(try conversation.changes().count == 1)
    }

    /// What a member leaves out of its commits is there for those of others, also after a restart.
    @Test func proposalsSetAsideAreKnown() throws {
        var trio = try Trio()
        try trio.promote(1, 2)
        let rules = try trio.groups[0].rules(capacity: Self.capacity)
        func rename(_ name: String) -> Proposal {
            var profile = rules.profile
            profile.name = name
            return .groupContextExtensions(profile.extensions)
        }
        let proposals = try trio.groups[1].propose([rename("renamed")])
        for member in [0, 2] { _ = try trio.groups[member].take(proposals, rules) }
        trio.groups[2].setProposalsAside()
        trio.groups[2] = try RosterGroup(stored: trio.groups[2].stored())
        #expect(trio.groups[2].rememberedProposals(false).isEmpty)
        let epoch = trio.groups[0].epoch
        let made = try trio.groups[0].commit([], remembered: true, rules, at: 0)
        // Who proposed it and who left it out have both made a commit of their own, which yields.
        for member in [1, 2] {
            var group = trio.groups[member]
            _ = try group.commit([rename("mine")], remembered: false, rules, at: 0)
            let sibling = try group.replace(
                after: epoch, by: made.message, of: 0, proposals: proposals,
                capacity: Self.capacity, at: 0)
            guard case .stands = sibling else {
                Issue.record("the committer's commit stands")
                continue
            }
            #expect(try group.profile().name == "renamed")
            #expect(group.epochAuthenticator == trio.groups[0].epochAuthenticator)
        }
    }
}
