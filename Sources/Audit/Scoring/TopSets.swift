/// For each user, who is among the first `k` of the ranking, ties at the border shared evenly.
struct TopSets {
    let k: Int
    private let threshold: [Float]
    /// The share of the border that belongs to the first `k`.
    private let borderShare: [Float]

    init(_ scores: PairScores, k: Int) {
        self.k = k
        let highest = Self.highest(scores, k: k)
        threshold = highest
        var above = [Int32](repeating: 0, count: scores.userCount)
        var tied = above
        Self.forEachCandidate(scores) { user, value in
            if value > highest[user] {
                above[user] += 1
            } else if value == highest[user] {
                tied[user] += 1
            }
        }
        borderShare = zip(above, tied).map { above, tied in
            tied == 0 ? 0 : min(1, Float(Int32(k) - above) / Float(tied))
        }
    }

    /// How much of the pair lies among the user's first `k`: 1, 0, or a share of a tie.
    @inline(__always)
    func membership(of score: Float, for user: Int) -> Float {
        if score == PairScores.excluded { return 0 }
        if score > threshold[user] { return 1 }
        return score == threshold[user] ? borderShare[user] : 0
    }

    /// The `k`-th highest score of each user (the lowest, if there are fewer).
    private static func highest(_ scores: PairScores, k: Int) -> [Float] {
        var best = [Float](repeating: PairScores.excluded, count: scores.userCount * k)
        forEachCandidate(scores) { user, value in
            let base = user * k
            guard value > best[base + k - 1] else { return }
            var place = base + k - 1
            while place > base, best[place - 1] < value {
                best[place] = best[place - 1]
                place -= 1
            }
            best[place] = value
        }
        return (0..<scores.userCount).map { user in
            let row = best[(user * k)..<(user * k + k)]
            return row.last { $0 != PairScores.excluded } ?? PairScores.excluded
        }
    }

    @inline(__always)
    private static func forEachCandidate(
        _ scores: PairScores, _ body: (_ user: Int, _ value: Float) -> Void
    ) {
        for first in 0..<scores.userCount {
            let row = scores.rowStart(first)
            for second in (first + 1)..<max(scores.userCount, first + 1) {
                let value = scores.values[row + second]
                guard value != PairScores.excluded else { continue }
                body(first, value)
                body(second, value)
            }
        }
    }
}
