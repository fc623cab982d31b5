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
        var rows: [[Float]] = []
        var labels: [Bool] = []
        func add(_ first: Int, _ second: Int, _ label: Bool) {
            rows.append(features.map { $0[first, second] })
            labels.append(label)
        }
        let positives = truth.pairs.filter { self.half(Int($0.first), Int($0.second)) == half }
        for pair in positives.shuffled(using: &generator).prefix(3000) {
            add(Int(pair.first), Int(pair.second), true)
        }
        let wanted = labels.count * negativesPerPositive
        var tries = 0
        while labels.count < wanted, tries < wanted * 4 {
            tries += 1
            let first = generator.index(below: truth.userCount)
            let second = generator.index(below: truth.userCount)
            guard first != second, self.half(first, second) == half,
                !truth.contains(first, second)
            else { continue }
            add(first, second, false)
        }
        return LogisticModel(rows: rows, labels: labels)
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
