/// A channel of a conversation: its introduction (0) or one of its epochs.
package struct ChannelID: Hashable, Comparable, Sendable {
    static let introduction: UInt64 = 0

    package var conversation: String
    package var epoch: UInt64

    package init(conversation: String, epoch: UInt64) {
        self.conversation = conversation
        self.epoch = epoch
    }

    package static func < (left: ChannelID, right: ChannelID) -> Bool {
        (left.conversation, left.epoch) < (right.conversation, right.epoch)
    }
}
