import FoundationEssentials
import MLS
import Testing
import Wire

// When a commit is made is seen from inside.
@testable import ClientCore

/// People who are added together come in together.
@Suite struct GatheringTests {
    typealias Rules = GroupRulesTests

    /// A founder that has asked three contacts at time 0.
    private struct Asked {
        var conversation: Conversation
        var turn: Turn
        private var packages: [Data] = []

        init() throws {
            let trio = try Rules.Trio()
            conversation = try trio.conversation(0)
            turn = Rules.turn(trio.accounts[0])
            for slot in 20..<23 as Range<UInt32> {
                let account = Rules.account(slot)
                let key = Data(account.identityPublicKey)
                try conversation.ask("\(slot)", key: key, &turn)
                let bundle = try RosterGroup.keyPackage(account, for: trio.groups[0].groupID)
                packages.append(Data(bundle.message))
            }
        }

        mutating func take(_ index: Int, round: Int64) throws {
            pass(to: round)
            try conversation.takeKeyPackage(
                packages[index], of: "\(20 + index)", at: nil, &turn)
        }

        mutating func pass(to round: Int64) {
            turn = Rules.turn(
                turn.account, at: round * Int64(turn.parameters.roundMilliseconds))
            _ = conversation.tend(&turn)
        }

    }

    @Test func nobodyComesInAloneWhileOthersAreOnTheirWay() throws {
        var asked = try Asked()
        try asked.take(0, round: 90)
        asked.pass(to: 170)
        try asked.take(1, round: 180)
        asked.pass(to: 270)
        #expect(
            asked.conversation.membership?.committedAt == nil,
            "one has come in the last 96 rounds, and one is awaited")
        try asked.take(2, round: 271)
        #expect(asked.conversation.membership?.committedAt != nil)
        #expect(asked.conversation.admissions.count == 4, "all three by one commit")
    }

    @Test func nobodyWaitsForWhoDoesNotAnswer() throws {
        var asked = try Asked()
        try asked.take(0, round: 10)
        try asked.take(1, round: 20)
        asked.pass(to: 110)
        #expect(asked.conversation.membership?.committedAt == nil)
        asked.pass(to: 120)
        #expect(asked.conversation.membership?.committedAt != nil)
        #expect(asked.conversation.admissions.count == 3)
        // Whoever answers late comes in by the next commit.
        try asked.take(2, round: 400)
        #expect(asked.conversation.admissions.count == 4)
    }
}
