#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The same clients on the same schedule, with two different social graphs.
///
/// Can anybody tell which recording belongs to which? Two distinguishers try. The first compares each slot with itself in the other world, and learns
/// on half of the slots which way they differ. The second knows both graphs and asks, attack by
/// attack, whether pairs of the one graph stand out more in the one recording than in the other.
/// Both must be right half of the time.
package struct TwoWorldTest: Sendable {
    /// What one distinguisher achieved.
    package struct Outcome: Sendable {
        package let distinguisher: String
        /// The share of right answers; 0.5 is chance.
        package let rightShare: Double
        /// Two-sided, before correction.
        package let p: Double
        /// After Holm's correction over all distinguishers.
        package fileprivate(set) var correctedP = 1.0

        package var isDistinguished: Bool { correctedP < Holm.level }
    }

    private let observers: (RoundObserver, RoundObserver)
    private let graphs: (PartnerGraph, PartnerGraph)
    private let seed: UInt64

    package init(
        _ first: RoundObserver, graph firstGraph: PartnerGraph, _ second: RoundObserver,
        graph secondGraph: PartnerGraph, seed: UInt64 = 51
    ) {
        observers = (first, second)
        graphs = (firstGraph, secondGraph)
        self.seed = seed
    }

    package func run() async -> [Outcome] {
        var outcomes = [perSlot()]
        let first = await RecordingBattery(observers.0, truth: graphs.0).scores()
        let second = await RecordingBattery(observers.1, truth: graphs.1).scores()
        for (one, other) in zip(first, second) {
            outcomes.append(graphFit(one.name, one.scores, other.scores, tests: first.count + 1))
        }
        let corrected = Holm.corrected(outcomes.map(\.p))
        for index in outcomes.indices { outcomes[index].correctedP = corrected[index] }
        return outcomes
    }

    // MARK: - Each slot against itself

    private func perSlot() -> Outcome {
        let slotCount = graphs.0.userCount
        let one = Self.features(observers.0, slotCount: slotCount)
        let other = Self.features(observers.1, slotCount: slotCount)
        var generator = SeededGenerator(seed: seed)
        var training: [[Float]] = []
        var tested: [[Float]] = []
        for slot in 0..<slotCount {
            let difference = zip(one[slot], other[slot]).map { $0 - $1 }
            if generator.next() & 1 == 0 {
                training.append(difference)
            } else {
                tested.append(difference)
            }
        }
        // Each difference is an example of one order, its negative of the other.
        let model = LogisticModel(
            rows: training + training.map { $0.map { -$0 } },
            labels: training.map { _ in true } + training.map { _ in false })
        var right = 0
        var wrong = 0
        for difference in tested {
            let forward = model.logit { difference[$0] }
            let backward = model.logit { -difference[$0] }
            if forward > backward { right += 1 } else if forward < backward { wrong += 1 }
        }
        let ties = tested.count - right - wrong
        let share = (Double(right) + Double(ties) / 2) / Double(max(tested.count, 1))
        return Outcome(
            distinguisher: "each slot against itself", rightShare: share,
            p: Self.signTest(right: right, wrong: wrong))
    }

    private static func features(_ observer: RoundObserver, slotCount: Int) -> [[Float]] {
        let kinds = RoundObserver.Irregularity.allCases
        var rows = (0..<slotCount).map { slot -> [Float] in
            guard slot < observer.slotCount else {
                return [Float](repeating: 0, count: 5 + kinds.count)
            }
            return [
                Float(observer.eventCounts[slot]), Float(observer.byteCounts[slot]),
                Float(observer.roundsPresent[slot]), Float(observer.timingDeviation[slot]), 0,
            ] + kinds.map { _ in 0 }
        }
        for change in observer.presenceChanges where Int(change.slot) < slotCount {
            rows[Int(change.slot)][4] += 1
        }
        for mark in observer.marks where Int(mark.slot) < slotCount {
            rows[Int(mark.slot)][5 + (kinds.firstIndex(of: mark.irregularity) ?? 0)] += 1
        }
        return rows
    }

    /// The exact two-sided probability of a split at least as uneven, if both were equally likely.
    static func signTest(right: Int, wrong: Int) -> Double {
        let total = right + wrong
        guard total > 0 else { return 1 }
        let low = min(right, wrong)
        let logHalf = -Double(total) * log(2)
        var tail = 0.0
        for count in 0...low {
            let choices =
                lgamma(Double(total) + 1) - lgamma(Double(count) + 1)
                - lgamma(Double(total - count) + 1)
            tail += exp(choices + logHalf)
        }
        return min(1, 2 * tail)
    }

    // MARK: - Each attack against both graphs

    private func graphFit(
        _ name: String, _ first: PairScores, _ second: PairScores, tests: Int
    ) -> Outcome {
        let mine = graphs.0.pairs.filter { !graphs.1.contains(Int($0.first), Int($0.second)) }
        let theirs = graphs.1.pairs.filter { !graphs.0.contains(Int($0.first), Int($0.second)) }
        let fit: ([Int32]?) -> Double = { names in
            (Self.auc(first, mine, theirs, names) + Self.auc(second, theirs, mine, names)) / 2
        }
        let observed = fit(nil)
        var generator = SeededGenerator(seed: seed &+ 1)
        var names = (0..<Int32(graphs.0.userCount)).map { $0 }
        var asExtreme = 1
        let permutations = Holm.permutationCount(tests: tests)
        for _ in 0..<permutations {
            names.shuffle(using: &generator)
            if abs(fit(names) - 0.5) >= abs(observed - 0.5) - 1e-9 { asExtreme += 1 }
        }
        return Outcome(
            distinguisher: name, rightShare: observed,
            p: Double(asExtreme) / Double(permutations + 1))
    }

    /// The probability that a pair of the one list scores above a pair of the other.
    private static func auc(
        _ scores: PairScores, _ positives: [PartnerGraph.Pair], _ negatives: [PartnerGraph.Pair],
        _ names: [Int32]?
    ) -> Double {
        guard !positives.isEmpty, !negatives.isEmpty else { return 0.5 }
        let value: (PartnerGraph.Pair) -> Float = { pair in
            let first = Int(names?[Int(pair.first)] ?? pair.first)
            let second = Int(names?[Int(pair.second)] ?? pair.second)
            return scores[first, second]
        }
        let below = negatives.map(value).sorted()
        var wins = 0.0
        for score in positives.map(value) {
            let less = below.partitioningIndex { $0 >= score }
            let notMore = below.partitioningIndex { $0 > score }
            wins += Double(less) + Double(notMore - less) / 2
        }
        return wins / (Double(positives.count) * Double(negatives.count))
    }
}

extension [Float] {
    /// The first index of a sorted array at which a condition begins to hold.
    fileprivate func partitioningIndex(where holds: (Float) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
