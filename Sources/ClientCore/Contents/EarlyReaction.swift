/// A reaction to a message of a group that has not come yet: streams of members arrive each in its own time.
struct EarlyReaction: Codable, Sendable, Equatable {
    /// Kept of each member, the last ones, so that nobody takes the others' room.
    static let limitOfEach = 16
    /// Kept of a conversation.
    static let limit = 128

    var reference: MessageReference
    var emoji: String
    var author: IdentityTag
    var from: String
}

extension Conversation {
    /// Keeps a reaction until its message is here; an empty one takes back what was kept.
    mutating func keepEarly(_ reaction: EarlyReaction) {
        var kept = (extras.earlyReactions ?? []).filter {
            $0.reference != reaction.reference || $0.author != reaction.author
        }
        if !reaction.emoji.isEmpty { kept.append(reaction) }
        let own = kept.indices.filter { kept[$0].author == reaction.author }
        if own.count > EarlyReaction.limitOfEach, let oldest = own.first { kept.remove(at: oldest) }
        if kept.count > EarlyReaction.limit { kept.removeFirst() }
        extras.earlyReactions = kept.isEmpty ? nil : kept
    }

    /// Gives a message that has come the reactions that came before it.
    mutating func takeEarlyReactions(to record: inout MessageRecord) {
        guard let kept = extras.earlyReactions, let author = record.author else { return }
        let reference = MessageReference(author: author, id: record.id)
        for early in kept where early.reference == reference {
            record.react(early.emoji, by: early.author, from: early.from)
        }
        let rest = kept.filter { $0.reference != reference }
        extras.earlyReactions = rest.isEmpty ? nil : rest
    }
}
