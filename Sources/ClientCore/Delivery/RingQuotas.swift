/// How many cells of the ring each conversation may fill with what is not acknowledged.
///
/// Everybody gets an equal share, what somebody does not need goes to the others; those who have
/// acknowledged nothing for long share a trickle while others need the room.
package struct RingQuotas: Sendable {
    /// What a conversation would publish if there was room.
    package struct Demand: Sendable {
        package var cells: Int
        package var isLongAbsent: Bool

        package init(cells: Int, isLongAbsent: Bool) {
            self.cells = cells
            self.isLongAbsent = isLongAbsent
        }
    }

    /// Unacknowledged for longer than this counts as long absent.
    package static let absenceMilliseconds: UInt64 = 3 * 24 * 3_600_000
    /// Cells that the ring keeps for acknowledgements and for what is said anew, so that neither
    /// has to drive out what somebody still misses.
    private static let spareShare = 8
    /// The share of the long absent while others need the room.
    private static let trickleShare = 16

    /// - Parameters:
    ///   - demands: in any order.
    ///   - pages: K.
    /// - Returns: cells for each, at least one.
    package static func shares(_ demands: [Demand], pages: Int) -> [Int] {
        let room = max(1, pages - max(1, pages / spareShare))
        let absent = demands.indices.filter { demands[$0].isLongAbsent }
        let present = demands.indices.filter { !demands[$0].isLongAbsent }
        var shares = [Int](repeating: 1, count: demands.count)
        let needed = present.reduce(0) { $0 + demands[$1].cells }
        let trickle = absent.isEmpty ? 0 : max(1, max(pages / trickleShare, room - needed))
        divide(max(1, room - trickle), among: present, demands, &shares)
        divide(trickle, among: absent, demands, &shares)
        return shares
    }

    /// The strict mode: the same for everybody, whatever others need.
    package static func strictShare(pages: Int, shareCount: Int) -> Int {
        max(1, pages / max(1, shareCount) - 1)
    }

    /// Divides by turns of the smallest demand: nobody gets more than an equal share while
    /// somebody wants more.
    private static func divide(
        _ room: Int, among members: [Int], _ demands: [Demand], _ shares: inout [Int]
    ) {
        var left = room
        let ascending = members.sorted {
            (demands[$0].cells, $0) < (demands[$1].cells, $1)
        }
        for (position, member) in ascending.enumerated() {
            let equal = left / (ascending.count - position)
            let share = max(1, min(demands[member].cells, equal))
            shares[member] = share
            left = max(0, left - share)
        }
    }
}
