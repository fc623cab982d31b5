/// Who follows whom, shared among all who follow, and measured by how active both are.
///
/// What follows a row within the window may be its receipt, so one unit of suspicion is shared
/// evenly among all users who have a row there: where few do, each is more suspect. A pair's
/// suspicion of both directions is divided by the geometric mean of their rows, so that busy people
/// are not everybody's partners.
package struct SharedSuspicionAttack: Sendable {
    package let windowMilliseconds: Int64
    /// Scores are in thousandths, a scale on which a logarithm tells them apart.
    private static let scale: Float = 1000

    package init(windowSeconds: Double) {
        windowMilliseconds = Int64(windowSeconds * 1000)
    }

    package func scores(_ log: DeliveryLog) -> PairScores {
        var result = PairScores(userCount: log.users.count)
        var window = Window(userCount: log.users.count)
        var end = 0
        for row in 0..<log.count {
            let user = log.recipients[row]
            if end > row { window.remove(user) } else { end = row + 1 }
            let latest = log.times[row] + windowMilliseconds
            while end < log.count, log.times[end] <= latest {
                window.add(log.recipients[end])
                end += 1
            }
            let others = window.present.count - (window.contains(user) ? 1 : 0)
            guard others > 0 else { continue }
            let share = 1 / Float(others)
            for other in window.present where other != user {
                result.values[result.offset(Int(user), Int(other))] += share
            }
        }
        normalise(&result, log.volumes)
        return result
    }

    private func normalise(_ scores: inout PairScores, _ volumes: [Int]) {
        let roots = volumes.map { Float($0 + 1).squareRoot() }
        for first in 0..<scores.userCount {
            let row = scores.rowStart(first)
            for second in (first + 1)..<max(scores.userCount, first + 1) {
                scores.values[row + second] *= Self.scale / (roots[first] * roots[second])
            }
        }
    }

    /// Who has rows in the window, each once.
    private struct Window {
        private(set) var present: [Int32] = []
        private var counts: [Int32]
        /// Where a user stands in `present`.
        private var places: [Int32]

        init(userCount: Int) {
            counts = [Int32](repeating: 0, count: userCount)
            places = counts
        }

        func contains(_ user: Int32) -> Bool { counts[Int(user)] > 0 }

        mutating func add(_ user: Int32) {
            if counts[Int(user)] == 0 {
                places[Int(user)] = Int32(present.count)
                present.append(user)
            }
            counts[Int(user)] += 1
        }

        mutating func remove(_ user: Int32) {
            counts[Int(user)] -= 1
            guard counts[Int(user)] == 0, let last = present.popLast(), last != user else { return }
            let place = places[Int(user)]
            present[Int(place)] = last
            places[Int(last)] = place
        }
    }
}
