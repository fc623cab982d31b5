import Testing

@testable import ClientCore

/// Reactions of a group that arrive before the message that they are about: looked at from inside,
/// since which member's stream comes first is chance.
@Suite struct EarlyReactionTests {
    private func tag(_ number: UInt8) -> IdentityTag {
        IdentityTag(bytes: [UInt8](repeating: number, count: IdentityTag.byteCount))
    }

    private func reaction(
        to id: String, by author: UInt8, _ emoji: String = "👍"
    ) -> EarlyReaction {
        EarlyReaction(
            reference: MessageReference(author: tag(1), id: id), emoji: emoji,
            author: tag(author), from: "member \(author)")
    }

    private func message(_ id: String, in conversation: inout Conversation) -> MessageRecord {
        var record = conversation.appendRecord(
            id: id, kind: .text, from: "member 1", text: "late", sentAt: 0, state: .received)
        record.author = tag(1)
        return record
    }

    private func group() -> Conversation {
        var conversation = Conversation(id: "a", name: "we", isNamed: true, bellPosition: 0)
        conversation.membership = Membership(groupID: [1], standing: .member)
        return conversation
    }

    @Test func reactionsWaitForTheirMessage() throws {
        var conversation = group()
        conversation.keepEarly(reaction(to: "01", by: 2))
        conversation.keepEarly(reaction(to: "01", by: 3))
        conversation.keepEarly(reaction(to: "02", by: 2))
        var other = message("03", in: &conversation)
        conversation.takeEarlyReactions(to: &other)
        #expect(other.reactions == nil)
        var record = message("01", in: &conversation)
        conversation.takeEarlyReactions(to: &record)
        #expect(record.reactions?.map(\.from) == ["member 2", "member 3"])
        #expect(conversation.extras.earlyReactions?.map(\.reference.id) == ["02"])
    }

    @Test func theLastReactionCounts() throws {
        var conversation = group()
        conversation.keepEarly(reaction(to: "01", by: 2))
        conversation.keepEarly(reaction(to: "01", by: 2, "🎉"))
        conversation.keepEarly(reaction(to: "01", by: 3))
        conversation.keepEarly(reaction(to: "01", by: 3, ""))
        var record = message("01", in: &conversation)
        conversation.takeEarlyReactions(to: &record)
        #expect(record.reactions?.map(\.emoji) == ["🎉"])
        #expect(conversation.extras.earlyReactions == nil)
    }

    @Test func nobodyTakesTheRoomOfOthers() throws {
        var conversation = group()
        conversation.keepEarly(reaction(to: "01", by: 2))
        for number in 0..<1_000 { conversation.keepEarly(reaction(to: "x\(number)", by: 3)) }
        #expect(conversation.extras.earlyReactions?.count == EarlyReaction.limitOfEach + 1)
        for author in 10..<50 as Range<UInt8> {
            for number in 0..<16 { conversation.keepEarly(reaction(to: "\(number)", by: author)) }
        }
        #expect(conversation.extras.earlyReactions?.count == EarlyReaction.limit)
    }
}
