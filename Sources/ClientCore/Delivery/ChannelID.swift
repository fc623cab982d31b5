/// A channel of a conversation: its introduction (0) or one of its epochs.
struct ChannelID: Hashable, Comparable, Sendable {
    static let introduction: UInt64 = 0

    var conversation: String
    var epoch: UInt64

    static func < (left: ChannelID, right: ChannelID) -> Bool {
        (left.conversation, left.epoch) < (right.conversation, right.epoch)
    }
}
