#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An attacker who knows some of the partners learns how to weigh the other attacks.
///
/// Pairs are split in two halves at random; the model of one half scores the other, so no pair is
/// ever scored by a model that saw whether it is a partner pair.
package struct LearnedCombination: Sendable {
    private let seed: UInt64
    private let negativesPerPositive = 10
    /// One pair more for every so many is the likeliest of so many strangers.
    private let hardShare = 4
    private let hardDraws = 30

    package init(seed: UInt64 = 7) {
        self.seed = seed
    }

    package func scores(features: [PairScores], truth: PartnerGraph) -> PairScores {
        var result = PairScores(userCount: truth.userCount)
        guard !features.isEmpty, truth.pairs.count >= 20 else { return result }
        let spread = features.map(Self.compressed)
        let models = [0, 1].map { train(on: $0, spread, truth) }
        for first in 0..<truth.userCount {
            let row = result.rowStart(first)
            for second in (first + 1)..<max(truth.userCount, first + 1) {
                let model = models[1 - half(first, second)]
                result.values[row + second] = model.logit { spread[$0].values[row + second] }
            }
        }
        return result
    }

    private func half(_ first: Int, _ second: Int) -> Int {
        var generator = SeededGenerator(
            seed: seed ^ (UInt64(min(first, second)) << 32 | UInt64(max(first, second))))
        return Int(generator.next() & 1)
    }

    private func train(on half: Int, _ features: [PairScores], _ truth: PartnerGraph)
        -> LogisticModel
    {
        var generator = SeededGenerator(seed: seed &+ UInt64(half))
        var examples = Examples(features)
        let positives = truth.pairs.filter { self.half(Int($0.first), Int($0.second)) == half }
        for pair in positives.shuffled(using: &generator).prefix(3000) {
            examples.add(Int(pair.first), Int(pair.second), true)
        }
        let wanted = examples.count * negativesPerPositive
        for _ in 0..<wanted * 4 where examples.count < wanted {
            if let pair = stranger(half, truth, &generator) {
                examples.add(pair.first, pair.second, false)
            }
        }
        let model = examples.fit()
        // Most strangers are told from partners at a glance; whom to name first is decided among those
        // who look like partners, so the model learns from such ones too.
        for _ in 0..<examples.count / hardShare {
            let drawn = (0..<hardDraws).compactMap { _ in stranger(half, truth, &generator) }
            let likeliest = drawn.map { pair in
                (pair: pair, logit: model.logit { features[$0][pair.first, pair.second] })
            }.max { $0.logit < $1.logit }
            if let pair = likeliest?.pair { examples.add(pair.first, pair.second, false) }
        }
        return examples.fit()
    }

    /// Two people of this half who are no partners; nil if the draw is none.
    private func stranger(
        _ half: Int, _ truth: PartnerGraph, _ generator: inout SeededGenerator
    ) -> (first: Int, second: Int)? {
        let first = generator.index(below: truth.userCount)
        let second = generator.index(below: truth.userCount)
        guard first != second, self.half(first, second) == half, !truth.contains(first, second)
        else { return nil }
        return (first, second)
    }

    /// Pairs that a model is fitted to.
    private struct Examples {
        private let features: [PairScores]
        private var rows: [[Float]] = []
        private var labels: [Bool] = []

        var count: Int { labels.count }

        init(_ features: [PairScores]) { self.features = features }

        mutating func add(_ first: Int, _ second: Int, _ isPartner: Bool) {
            rows.append(features.map { $0[first, second] })
            labels.append(isPartner)
        }

        func fit() -> LogisticModel { LogisticModel(rows: rows, labels: labels) }
    }

    /// Long tails would drown everything else in a linear model: a signed logarithm tames them.
    private static func compressed(_ scores: PairScores) -> PairScores {
        var result = scores
        for index in result.values.indices {
            let value = result.values[index]
            result.values[index] = value < 0 ? -log1pf(-value) : log1pf(value)
        }
        return result
    }
}
