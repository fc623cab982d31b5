/// Holm's correction for several tests (Scandinavian Journal of Statistics 6, 1979).
package enum Holm {
    /// The level at which something counts as found.
    package static let level = 0.05

    /// Corrected p values, in the order given.
    package static func corrected(_ values: [Double]) -> [Double] {
        var result = values
        var largest = 0.0
        for (place, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            largest = max(largest, min(1, values[index] * Double(values.count - place)))
            result[index] = largest
        }
        return result
    }

    /// Corrects the two tests of each attack over the whole family.
    package static func corrected(_ scores: [AttackScore]) -> [AttackScore] {
        let all = corrected(scores.map(\.pOfAUC) + scores.map(\.pOfPrecisionAt1))
        return scores.enumerated().map { index, score in
            var changed = score
            changed.correctedP = min(all[index], all[index + scores.count])
            return changed
        }
    }

    /// How many permutations a family needs so that its strongest member can pass the correction.
    ///
    /// The smallest p of N permutations is 1/(N + 1): with 200 of them, no family of more than
    /// ten tests could ever report anything.
    package static func permutationCount(tests: Int) -> Int {
        max(200, tests * Int((1.25 / level).rounded(.up)) - 1)
    }
}
