import Foundation
import MLS
import Testing
import Wire

// Who asks whom, and after how long: the tests look inside.
@testable import ClientCore

/// Nobody stays alone in an epoch that the others are not in, and nobody leaves one that they are in.
@Suite struct SolitudeTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    private static let hour = Conversation.readmissionPatience(
        Rules.turn(Rules.account(0)).parameters)
    private static let day: Int64 = 24 * 3_600_000
    private static let step: Int64 = 300_000

    /// A member's program, which ticks.
    private struct Program {
        var conversation: Conversation
        let trio: Trio
        let member: Int
        var now: Int64 = 0
        var letters: [String: [GroupLetter]] = [:]
        var isLost = false

        init(_ conversation: Conversation, _ trio: Trio, _ member: Int) {
            (self.conversation, self.trio, self.member) = (conversation, trio, member)
            tick(0)
            tick(0)
        }

        /// All others are contacts.
        var turn: Turn {
            let others = trio.accounts.enumerated().filter { $0.offset != member }
            let contacts = others.map {
                var contact = Conversation(
                    id: "\($0.offset)", name: "contact \($0.offset)", isNamed: true,
                    bellPosition: 0)
                contact.peer = $0.element.peerSlot
                contact.peerIdentityKey = Data($0.element.identityPublicKey)
                return contact
            }
            return Turn(
                account: trio.accounts[member],
                parameters: Rules.turn(trio.accounts[member]).parameters, now: now,
                directory: ContactDirectory(contacts), random: .system)
        }

        mutating func tick(_ milliseconds: Int64) {
            now += milliseconds
            var turn = turn
            _ = conversation.tend(&turn)
            for errand in turn.errands {
                switch errand {
                case .tell(let contact, let letter): letters[contact, default: []].append(letter)
                case .lost: isLost = true
                default: break
                }
            }
        }

        mutating func run(for milliseconds: Int64) {
            for _ in 0..<(milliseconds / step) { tick(step) }
        }

        mutating func hear(_ letter: GroupLetter, from member: Int, _ key: [UInt8]? = nil) throws {
            var turn = turn
            let key = Data(key ?? trio.accounts[member].identityPublicKey)
            switch letter {
            case .undone(_, let authenticators):
                conversation.hearOfUndoing(authenticators, by: key, &turn)
            case .left:
                let place = trio.accounts[member].peerSlot
                try conversation.hearOfLeaving(by: ("\(member)", key, place), &turn)
            case .presenceWanted(_, let epoch, let authenticators):
                conversation.hearQuestion(epoch, authenticators, by: "\(member)", in: 7)
            default: Issue.record("\(letter)")
            }
        }

        mutating func isHeard(_ other: Int) throws {
            let epoch = try #require(conversation.newestEpoch)
            let place = trio.accounts[other].peerSlot
            let leaf = conversation.channels[epoch]?.members.first { $0.value.place == place }?.key
            let payload = CellPayload(round: Round(rawValue: 1), incarnation: 7)
            _ = conversation.channels[epoch]?.receive(payload, from: try #require(leaf))
        }

        var authenticators: [[UInt8]] {
            conversation.membership?.group?.newestAuthenticators ?? []
        }

        var question: GroupLetter {
            .presenceWanted(
                group: trio.groups[0].groupID,
                epoch: conversation.membership?.group?.epoch ?? 0, authenticators: authenticators)
        }

        var answer: GroupLetter {
            .undone(group: trio.groups[0].groupID, authenticators: [authenticators[0]])
        }
    }

    /// Two members who made a change at the same time, so that each is alone after its own.
    private static func divided(_ count: UInt32 = 3) throws -> [Program] {
        var trio = try Trio(count)
        try trio.promote(1)
        return try (0..<2).map { member in
            let conversation = try trio.conversation(member)
            return try changed(Program(conversation, trio, member))
        }
    }

    /// A change after which nobody has been heard yet.
    private static func changed(_ program: Program) throws -> Program {
        var program = program
        var turn = program.turn
        var profile = try #require(program.conversation.membership?.group).profile()
        profile.committer = program.trio.accounts[program.member].peerSlot
        profile.name += "!"
        try program.conversation.commit([.groupContextExtensions(profile.extensions)], &turn)
        let count = program.trio.accounts.count
        program.conversation.membership?.memberCount = count
        program.tick(0)
        return program
    }

    /// Whoever hears nobody for an hour asks all contacts, and again after a day, two, four; nobody asks
    /// where somebody is heard, nor for time in which the machine slept or the clock jumped.
    @Test(arguments: ["", "heard", "asleep", "clock"])
    func whoHearsNobodyAsks(case: String) throws {
        var program = try Self.divided()[0]
        if `case` == "heard" { try program.isHeard(2) }
        if `case` == "asleep" { program.tick(2 * Self.day) }
        if `case` == "clock" {
            for _ in 0..<100 {
                program.tick(-Self.day)
                program.now += Self.day
            }
        }
        // What the machine slept counts as one tick.
        program.run(for: Self.hour - (`case` == "asleep" ? Self.step : 0))
        #expect(program.letters.isEmpty)
        program.tick(Self.step)
        let expected = `case` == "heard" ? [:] : ["1": [program.question], "2": [program.question]]
        #expect(program.letters == expected)
        #expect(program.authenticators.count > 1)
        for days in [1, 2, 4, 8, 8] as [Int64] {
            program.letters = [:]
            program.run(for: days * Self.day)
            #expect(program.letters.isEmpty, "\(days)")
            program.tick(Self.step)
            #expect(program.letters.count == (`case` == "heard" ? 0 : 2), "\(days)")
        }
        #expect(!program.isLost)
    }

    /// It is answered after an hour by who is elsewhere and hears others there.
    @Test(arguments: ["elsewhere", "alone", "asker heard", "lost", "leaving", "asleep"])
    func whoIsElsewhereAnswers(case: String) throws {
        var programs = try Self.divided()
        if `case` != "alone" { try programs[1].isHeard(2) }
        if `case` == "asker heard" { try programs[1].isHeard(0) }
        if `case` == "lost" { programs[1].conversation.membership?.lost = .init(asked: [], at: 0) }
        try programs[1].hear(programs[0].question, from: 0)
        if `case` == "leaving" { programs[1].conversation.membership?.standing = .leaving }
        if `case` == "asleep" {
            programs[1].tick(Self.day)
        } else {
            programs[1].run(for: Self.hour)
        }
        #expect(programs[1].letters["0"] == nil)
        programs[1].tick(Self.step)
        let answers = programs[1].letters["0"]?.filter { $0 == programs[0].answer } ?? []
        #expect(answers.count == (`case` == "elsewhere" ? 1 : 0))
        programs[1].letters = [:]
        programs[1].run(for: 2 * Self.hour)
        let later = programs[1].letters["0"]?.contains(programs[0].answer) ?? false
        #expect(later == (`case` == "asleep"))
    }

    /// Who is in the same epoch says so by a cell there; who is only behind, or ahead, says nothing.
    @Test(arguments: ["there", "behind", "ahead"])
    func whoIsNotElsewhereDoesNotAnswer(case: String) throws {
        var program = try Self.divided()[0]
        let trio = program.trio
        let before = try trio.conversation(1)
        var other = Program(before, trio, 1)
        other.conversation.membership?.memberCount = 3
        try other.isHeard(2)
        var asker = program
        switch `case` {
        case "there": program = asker
        case "behind": program = other
        default:
            try program.isHeard(2)
            asker = other
        }
        let epoch = try #require(program.conversation.newestEpoch)
        try program.hear(asker.question, from: 2)
        let speaksFrom = program.conversation.channels[epoch]?.acknowledgedIn
        #expect(speaksFrom == (`case` == "there" ? 7 : nil))
        program.run(for: 3 * Self.hour)
        let answers = program.letters["2"]?.contains(asker.answer) ?? false
        #expect(!answers)
    }

    /// Of two members who are both alone the one with the lower slot stays; who has nobody in its group answers
    /// everybody.
    @Test(arguments: [1, 2])
    func whoStaysAnswers(memberCount: Int) throws {
        let programs = try Self.divided(2)
        #expect(
            programs[0].trio.accounts[0].peerSlot.slot < programs[0].trio.accounts[1].peerSlot.slot)
        for member in 0..<2 {
            var program = programs[member]
            if memberCount == 1 {
                var random = ClientCore.RandomSource.system
                let group = try RosterGroup.found(
                    program.trio.accounts[member], name: "alone", random: &random)
                program.conversation.membership?.group = group
                program.conversation.membership?.memberCount = 1
                program.conversation.channels = [:]
                var turn = program.turn
                try program.conversation.openEpochChannel(&turn)
            }
            try program.hear(programs[1 - member].question, from: 1 - member)
            // Its group is at an earlier epoch: it might be behind.
            program.run(for: (memberCount == 1 ? 8 : 1) * Self.hour)
            #expect(program.letters["\(1 - member)"]?.contains(programs[1 - member].answer) != true)
            program.tick(Self.step)
            let answers = program.letters["\(1 - member)"]?.contains(programs[1 - member].answer)
            #expect((answers ?? false) == (memberCount == 1 || member == 0))
        }
    }

    /// Who hears from a contact that it asked that nobody is there asks to be brought back an hour later.
    ///
    /// It keeps its group until then, and stays in it if somebody speaks. What somebody says who was not
    /// asked changes nothing, nor does time in which the machine slept.
    @Test(arguments: [
        "answer", "heard", "heard later", "not asked", "another epoch", "leaving", "asleep",
    ])
    func whoIsAloneGoes(case: String) throws {
        var program = try Self.divided()[0]
        if `case` == "leaving" { program.conversation.membership?.standing = .leaving }
        program.run(for: Self.hour + Self.step)
        #expect(program.letters["1"] == [program.question])
        program.letters = [:]
        let group = program.trio.groups[0].groupID
        var answer = program.answer
        if `case` == "another epoch" { answer = .undone(group: group, authenticators: [[1]]) }
        let stranger = Rules.account(30).identityPublicKey
        try program.hear(answer, from: 1, `case` == "not asked" ? stranger : nil)
        if `case` == "asleep" { program.tick(Self.day) } else { program.run(for: Self.hour) }
        #expect(!program.isLost)
        if `case` == "heard" { try program.isHeard(2) }
        program.tick(Self.step)
        let goes = ["answer", "heard later"].contains(`case`)
        #expect(program.isLost == goes)
        #expect((program.conversation.membership?.isStray == true) == goes)
        #expect((program.conversation.membership?.group == nil) == (`case` == "leaving"))
        #expect((program.conversation.membership?.standing == .left) == (`case` == "leaving"))
        let left = program.letters["1"]?.contains(.left(group: group)) ?? false
        #expect(left == (`case` == "leaving"))
        let now = program.now
        program.conversation.membership?.lost = .init(asked: [], at: now)
        if `case` == "heard later" { try program.isHeard(2) }
        program.tick(0)
        if goes {
            #expect((program.conversation.membership?.lost == nil) == (`case` == "heard later"))
        }
    }

    /// Who strayed comes back into an earlier epoch than its own, and wants in there whom it had let in.
    @Test(arguments: [false, true])
    func whoStrayedComesBack(isStray: Bool) throws {
        let programs = try Self.divided()
        var (alone, others) = (programs[0], programs[1].trio.groups[1])
        var turn = alone.turn
        let message = try GroupAttackTests.say("alone", in: &alone.conversation, &turn)
        for _ in 0..<2 { alone = try Self.changed(alone) }
        alone.conversation.membership?.isStray = isStray
        let key = Data(alone.trio.accounts[2].identityPublicKey)
        alone.conversation.membership?.served = [
            GroupWish(
                .add(
                    contact: "2", identityKey: key,
                    keyPackage: Data([1])), at: 0),
            GroupWish(.rename("wanted"), at: 0),
        ]
        turn = alone.turn
        let letter = try alone.conversation.beginJoining(
            adder: Data(alone.trio.accounts[1].identityPublicKey),
            administrators: [alone.trio.accounts[1].peerSlot], &turn)
        guard case .keyPackage(let package) = try MLSMessage(encoded: letter).body else {
            Issue.record("no key package")
            return
        }
        var profile = try others.profile()
        profile.committer = alone.trio.accounts[1].peerSlot
        let made = try others.commit(
            [.remove(LeafIndex(0)), .add(package), .groupContextExtensions(profile.extensions)],
            remembered: false, others.rules(capacity: Rules.capacity), at: 0)
        let welcome = try #require(made.welcome)
        alone.conversation.takeWelcome(welcome, from: alone.trio.accounts[1].peerSlot, &turn)
        let isIn =
            alone.conversation.membership?.group?.epochAuthenticator == others.epochAuthenticator
        #expect(isIn == isStray)
        guard isStray else { return }
        #expect(alone.conversation.newestEpoch == others.epoch)
        #expect(alone.conversation.outgoing.map(\.id) == [message.id])
        #expect(alone.conversation.channels[others.epoch]?.outgoing.messages == [message.id])
        #expect(alone.conversation.membership?.isStray == nil)
        let renames = alone.conversation.membership?.wishes.contains {
            if case .rename("wanted") = $0.kind { true } else { false }
        }
        #expect(renames == true)
        let asks = turn.errands.contains {
            if case .tell("2", .keyPackageWanted) = $0 { true } else { false }
        }
        #expect(asks)
    }

    /// Who strays and has read that it was brought back waits for its Welcome, whoever was heard before.
    @Test(arguments: [false, true])
    func whoStrayedWaitsForItsWelcome(isBroughtBack: Bool) throws {
        var program = try Self.divided()[0]
        try program.isHeard(2)
        program.conversation.membership?.isStray = true
        program.conversation.membership?.lost = .init(asked: [], at: program.now)
        if isBroughtBack { program.conversation.membership?.group = nil }
        program.tick(Self.step)
        #expect((program.conversation.membership?.lost != nil) == isBroughtBack)
    }

    /// When all others have left unheard, it is over for who cannot remove them.
    ///
    /// Who administers removes who has left. Not at once, nor while somebody is heard.
    @Test(arguments: ["member", "administrator", "heard", "leaving"])
    func whoIsLastIsOut(case: String) throws {
        var program = try Self.divided()[0]
        let group = try #require(program.conversation.membership?.group)
        if `case` == "member" {
            var profile = try group.profile()
            profile.administrators = [program.trio.accounts[1].peerSlot]
            profile.committer = program.trio.accounts[1].peerSlot
            var turn = program.turn
            try program.conversation.commit([.groupContextExtensions(profile.extensions)], &turn)
        }
        if `case` == "leaving" { program.conversation.membership?.standing = .leaving }
        program.run(for: Self.hour + 2 * Self.step)
        let left = GroupLetter.left(group: group.groupID)
        let epoch = program.conversation.membership?.group?.epoch
        for other in 1..<3 {
            try program.hear(left, from: other)
            #expect(program.conversation.membership?.wishes.isEmpty == true)
        }
        program.run(for: Self.hour)
        #expect(program.conversation.membership?.standing != .left)
        if `case` == "heard" { try program.isHeard(2) }
        program.run(for: 2 * Self.step)
        #expect(
            (program.conversation.membership?.standing == .left)
                == ["member", "leaving"].contains(`case`))
        let removes =
            program.conversation.membership?.wishes.isEmpty == false
            || (program.conversation.membership?.group?.epoch ?? 0) > (epoch ?? 0)
        #expect(removes == (`case` == "administrator"))
    }

    @Test func theLetterIsRead() throws {
        let letter = GroupLetter.presenceWanted(
            group: [1, 2], epoch: 6, authenticators: [[3], [4, 5]])
        #expect(try GroupLetter(letter.encoded) == letter)
        #expect(throws: WireError.self) { try GroupLetter(letter.encoded + [0]) }
        #expect(throws: WireError.self) { try GroupLetter(letter.encoded.dropLast()) }
    }
}
