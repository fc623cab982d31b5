package import Wire

/// The answers of one round to all its members, in a few buffers that all of them share.
///
/// A message to each client as an array of its own would be ten thousand copies of the bell table.
package final class RoundAnswers: Sendable {
    package let round: Round
    /// Bytes of each member's private answers.
    package let entryByteCount: Int
    /// Both servers' answers added up, ``entryByteCount`` bytes a member.
    package let retrieved: [UInt8]
    /// Nil except in bell rounds.
    package let bells: [UInt8]?
    /// In bell rounds the leader's and the helper's tag, 32 bytes a member.
    package let tags: [UInt8]

    /// Type and round, with which every message begins.
    package let prefix: [UInt8]

    static let tagsByteCount = 2 * SessionKeys.tagByteCount

    init(
        round: Round, entryByteCount: Int, retrieved: [UInt8], bells: [UInt8]?,
        tags: [UInt8]
    ) {
        self.round = round
        self.entryByteCount = entryByteCount
        self.retrieved = retrieved
        self.bells = bells
        self.tags = tags
        var writer = ByteWriter(reserving: 9)
        writer.writeInteger(LeaderMessage.answerType)
        writer.writeInteger(round.rawValue)
        prefix = writer.bytes
    }

    /// Private answers of a member: what comes between the prefix and the bell table.
    package func answers(_ member: Int) -> ArraySlice<UInt8> {
        retrieved[member * entryByteCount..<(member + 1) * entryByteCount]
    }

    /// What comes after the bell table.
    package func tail(_ member: Int) -> ArraySlice<UInt8> {
        bells == nil
            ? [] : tags[member * Self.tagsByteCount..<(member + 1) * Self.tagsByteCount]
    }

    /// Bytes of a member's whole message, type included.
    package var messageByteCount: Int {
        prefix.count + entryByteCount + (bells.map { $0.count + Self.tagsByteCount } ?? 0)
    }

    /// A member's message in one piece.
    func message(_ member: Int) -> [UInt8] {
        prefix + answers(member) + (bells ?? []) + tail(member)
    }
}
