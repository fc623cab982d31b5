/// How well an attack finds the partners of a known truth.
package struct AttackScore: Sendable {
    /// Which attack this is, in words.
    package let attack: String
    /// Probability that a partner pair scores above another pair, ties counting a half.
    package let auc: Double
    /// Expected share of partners among the first of each user's ranking.
    package let precisionAt1: Double
    /// The same among the first ten.
    package let precisionAt10: Double
    /// What a ranking without information gives for both.
    package let baseRate: Double
    /// AUC against non-partners of the same activity; nil when there were none to compare with.
    package let matched: Double?
    /// Two-sided, by permuting the names in the truth.
    package let pOfAUC: Double
    package let pOfPrecisionAt1: Double
    /// Partner pairs that could be found.
    package let partnerPairCount: Int
    package let candidatePairCount: Int
    package let permutationCount: Int
    /// Filled in by `Holm.corrected`: the smaller of the two p after correction over the family.
    package var correctedP: Double

    /// Whether the corrected p is the smallest that so many renamings can show.
    package var isAtFloor: Bool {
        let floor = 1.5 / Double(permutationCount + 1)
        return isSignificant && min(pOfAUC, pOfPrecisionAt1) < floor
    }

    package var isSignificant: Bool { correctedP < Holm.level }
}
