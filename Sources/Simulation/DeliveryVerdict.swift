/// What became of all that was said.
package struct DeliveryVerdict: Sendable, Equatable, CustomStringConvertible {
    package var messages = 0
    package var lost = 0
    package var duplicated = 0
    package var outOfOrder = 0
    /// Of another conversation, or never written.
    package var foreign = 0

    package init() {}

    package var isPerfect: Bool {
        lost == 0 && duplicated == 0 && outOfOrder == 0 && foreign == 0
    }

    package var description: String {
        "\(messages) messages, \(lost) lost, \(duplicated) duplicated, \(outOfOrder) out of order"
            + (foreign == 0 ? "" : ", \(foreign) foreign")
    }

    package static func += (left: inout Self, right: Self) {
        left.messages += right.messages
        left.lost += right.lost
        left.duplicated += right.duplicated
        left.outOfOrder += right.outOfOrder
        left.foreign += right.foreign
    }

    /// Compares what one person said to another with what that one received.
    /// - Parameters:
    ///   - said: without repetition, in order.
    ///   - received: what is in the reader's thread, in order.
    package init(said: [String], received: [String]) {
        let places = Dictionary(
            said.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let unique = Set(received)
        messages = said.count
        lost = said.count { !unique.contains($0) }
        duplicated = received.count - unique.count
        foreign = received.count { places[$0] == nil }
        let order = received.compactMap { places[$0] }
        outOfOrder = zip(order, order.dropFirst()).count { $0 > $1 }
    }
}
