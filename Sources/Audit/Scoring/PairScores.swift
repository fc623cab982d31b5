/// One number for each unordered pair of users: how strongly an attack believes in it.
///
/// Four bytes a pair; `userLimit` users take 134 MB.
package struct PairScores: Sendable {
    /// The largest number of users whose pairs are scored one by one.
    package static let userLimit = 8192
    /// Marks pairs that are not candidates (those already known, for instance).
    package static let excluded = -Float.infinity

    package let userCount: Int
    package var values: [Float]

    package init(userCount: Int, repeating value: Float = 0) {
        self.userCount = userCount
        values = [Float](repeating: value, count: userCount * max(userCount - 1, 0) / 2)
    }

    /// Scores every pair by a function of the two users.
    package init(userCount: Int, score: (Int, Int) -> Float) {
        self.userCount = userCount
        values = []
        values.reserveCapacity(userCount * max(userCount - 1, 0) / 2)
        for first in 0..<userCount {
            for second in (first + 1)..<max(userCount, first + 1) {
                values.append(score(first, second))
            }
        }
    }

    /// Where the row of a user begins, such that `rowStart(u) + v` is the place of `(u, v)`, `u < v`.
    @inline(__always)
    package func rowStart(_ first: Int) -> Int {
        first * (2 * userCount - first - 1) / 2 - first - 1
    }

    @inline(__always)
    package func offset(_ one: Int, _ other: Int) -> Int {
        one < other ? rowStart(one) + other : rowStart(other) + one
    }

    package subscript(one: Int, other: Int) -> Float {
        get { values[offset(one, other)] }
        set { values[offset(one, other)] = newValue }
    }

    /// Takes the pairs of a graph out of the competition.
    package mutating func exclude(_ graph: PartnerGraph) {
        for pair in graph.pairs {
            values[offset(Int(pair.first), Int(pair.second))] = Self.excluded
        }
    }
}
