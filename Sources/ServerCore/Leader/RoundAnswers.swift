package import Wire

/// The answers of one round to all its members, in a few buffers that all of them share.
///
/// A message to each client as an array of its own would be ten thousand copies of the bell table.
package struct RoundAnswers: Sendable {
    package let round: Round
    /// Bytes of each member's private answers.
    package let entryByteCount: Int
    /// Both servers' answers added up, ``entryByteCount`` bytes a member.
    package let retrieved: [UInt8]
    /// Nil except in bell rounds.
    package let bells: [UInt8]?
    /// In bell rounds the leader's and the helper's tag, 32 bytes a member.
    package let tags: [UInt8]

    static let tagsByteCount = 2 * SessionKeys.tagByteCount

    /// Type, round and private answers of a member: what comes before the bell table.
    package func head(_ member: Int) -> (prefix: [UInt8], answers: ArraySlice<UInt8>) {
        var writer = ByteWriter(reserving: 9)
        writer.writeInteger(LeaderMessage.answerType)
        writer.writeInteger(round.rawValue)
        return (writer.bytes, retrieved[member * entryByteCount..<(member + 1) * entryByteCount])
    }

    /// What comes after the bell table.
    package func tail(_ member: Int) -> ArraySlice<UInt8> {
        bells == nil
            ? [] : tags[member * Self.tagsByteCount..<(member + 1) * Self.tagsByteCount]
    }

    /// Bytes of a member's whole message, type included.
    package var messageByteCount: Int {
        9 + entryByteCount + (bells.map { $0.count + Self.tagsByteCount } ?? 0)
    }

    /// A member's message in one piece.
    func message(_ member: Int) -> [UInt8] {
        let (prefix, answers) = head(member)
        return prefix + answers + (bells ?? []) + tail(member)
    }
}
