import Audit
import Testing

@Suite("Scores mean what they say")
struct ScoringTests {
    private static let truth = PartnerGraph(
        userCount: 40, pairs: (0..<20).map { (Int32($0 * 2), Int32($0 * 2 + 1)) })

    private func score(_ scores: PairScores, truth: PartnerGraph = Self.truth) -> AttackScore {
        let scorer = Scorer(
            truth: truth, activity: [Int](repeating: 1, count: truth.userCount), attackCount: 1)
        return scorer.score("test", scores)
    }

    @Test("A perfect ranking scores one and is significant")
    func perfect() {
        let result = score(
            PairScores(userCount: 40) { Self.truth.contains($0, $1) ? 1 : 0 })
        #expect(result.auc == 1)
        #expect(result.precisionAt1 == 1)
        #expect(abs(result.precisionAt10 - 0.1 - 0) < 1e-6)
        #expect(result.matched == 1)
        #expect(result.pOfAUC <= 0.01)
    }

    @Test("A constant ranking gives exactly one half and the base rate")
    func constant() {
        let result = score(PairScores(userCount: 40, repeating: 3))
        #expect(result.auc == 0.5)
        #expect(abs(result.precisionAt1 - 1.0 / 39) < 1e-6)
        #expect(abs(result.precisionAt10 - 1.0 / 39) < 1e-6)
        #expect(abs(result.baseRate - 1.0 / 39) < 1e-9)
        #expect(result.matched == 0.5)
        #expect(result.pOfAUC == 1)
        #expect(result.pOfPrecisionAt1 == 1)
    }

    @Test("A reversed ranking is found too: tests are two-sided")
    func reversed() {
        let result = score(
            PairScores(userCount: 40) { Self.truth.contains($0, $1) ? -1 : 0 })
        #expect(result.auc == 0)
        #expect(result.pOfAUC <= 0.01)
    }

    @Test("Random rankings are rarely significant")
    func random() {
        var significant = 0
        for seed in 0..<40 {
            var generator = SeededGenerator(seed: UInt64(seed) &+ 1000)
            let scores = PairScores(userCount: 40) { _, _ in Float(generator.unit()) }
            if score(scores).pOfAUC < 0.05 { significant += 1 }
        }
        #expect(significant <= 7)
    }

    @Test("AUC agrees with counting all comparisons, ties and exclusions included")
    func bruteForce() {
        var generator = SeededGenerator(seed: 5)
        var scores = PairScores(userCount: 40) { _, _ in
            Float(generator.index(below: 7)) - 3
        }
        let known = PartnerGraph(userCount: 40, pairs: [(0, 1), (5, 9), (7, 30)])
        scores.exclude(known)
        var wins = 0.0
        var comparisons = 0.0
        for (first, second) in allPairs(40) where Self.truth.contains(first, second) {
            guard scores[first, second] != PairScores.excluded else { continue }
            for (one, other) in allPairs(40) where !Self.truth.contains(one, other) {
                guard scores[one, other] != PairScores.excluded else { continue }
                let difference = scores[first, second] - scores[one, other]
                wins += difference > 0 ? 1 : (difference == 0 ? 0.5 : 0)
                comparisons += 1
            }
        }
        #expect(abs(score(scores).auc - wins / comparisons) < 1e-9)
    }

    private func allPairs(_ count: Int) -> [(Int, Int)] {
        (0..<count).flatMap { first in ((first + 1)..<max(count, first + 1)).map { (first, $0) } }
    }

    @Test("Holm's correction by a worked example")
    func holm() {
        let corrected = Holm.corrected([0.01, 0.04, 0.03, 0.005])
        let expected = [0.03, 0.06, 0.06, 0.02]
        for (one, other) in zip(corrected, expected) { #expect(abs(one - other) < 1e-12) }
        #expect(Holm.corrected([0.9, 0.8]) == [1, 1])
    }

    @Test("A family of any size can still report something", arguments: [1, 5, 20, 60])
    func permutations(_ tests: Int) {
        let count = Holm.permutationCount(tests: tests)
        #expect(count >= 200)
        #expect(Double(tests) / Double(count + 1) < Holm.level)
    }
}
