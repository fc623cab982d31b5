/// Whether what an observer sees of a person tells *when* that person wrote.
///
/// For each person the stretches of time in which they wrote are compared with those in which they did
/// not: how likely is it that more was seen of them in the former? Persons are compared with
/// themselves alone, so that it says nothing of how much anybody writes. The p comes from shifting
/// each person's writing by a random time, two-sided.
package struct MomentScore: Sendable {
    package let auc: Double
    package let p: Double
    /// The length of a stretch.
    package let seconds: Double

    private static let shifts = 199

    /// - Parameters:
    ///   - log: What was written: the times of each sender.
    ///   - seen: Who showed when, in milliseconds, by the same numbers as the log's users.
    ///   - binMilliseconds: The length of a stretch.
    package init(
        _ log: MessageLog, seen: [(milliseconds: Int64, slot: Int32)], binMilliseconds: Int64,
        seed: UInt64 = 61
    ) {
        seconds = Double(binMilliseconds) / 1000
        let first = (log.times.first ?? 0) / binMilliseconds
        let count = Int((log.times.last ?? 0) / binMilliseconds - first) + 1
        var people = [Person](
            repeating: Person(binCount: count), count: log.users.count)
        for row in 0..<log.count {
            people[Int(log.from[row])].wrote.insert(
                Int(log.times[row] / binMilliseconds - first))
        }
        for event in seen where event.slot >= 0 && Int(event.slot) < people.count {
            let bin = Int(event.milliseconds / binMilliseconds - first)
            if (0..<count).contains(bin) { people[Int(event.slot)].seen[bin, default: 0] += 1 }
        }
        people.removeAll { $0.wrote.isEmpty }
        var generator = SeededGenerator(seed: seed)
        let observed = Self.mean(people.map { $0.wins(shift: 0) })
        var asExtreme = 1
        for _ in 0..<Self.shifts {
            let other = Self.mean(
                people.map { $0.wins(shift: generator.index(below: max(count, 1))) })
            if abs(other - 0.5) >= abs(observed - 0.5) - 1e-9 { asExtreme += 1 }
        }
        auc = observed
        p = Double(asExtreme) / Double(Self.shifts + 1)
    }

    private static func mean(_ results: [(wins: Double, comparisons: Double)]) -> Double {
        let comparisons = results.reduce(0) { $0 + $1.comparisons }
        return comparisons == 0 ? 0.5 : results.reduce(0) { $0 + $1.wins } / comparisons
    }

    /// One person's stretches.
    private struct Person {
        let binCount: Int
        var wrote = Set<Int>()
        var seen: [Int: Int] = [:]

        init(binCount: Int) { self.binCount = binCount }

        /// How many comparisons of a stretch with writing and one without the former wins.
        func wins(shift: Int) -> (wins: Double, comparisons: Double) {
            let moved = Set(wrote.map { ($0 + shift) % binCount })
            var without: [Int: Int] = [:]
            var shown = 0
            for (bin, count) in seen where !moved.contains(bin) {
                without[count, default: 0] += 1
                shown += 1
            }
            let others = binCount - moved.count
            without[0, default: 0] += others - shown
            var wins = 0.0
            for bin in moved {
                let mine = seen[bin] ?? 0
                for (count, bins) in without where count <= mine {
                    wins += Double(bins) * (count == mine ? 0.5 : 1)
                }
            }
            return (wins, Double(moved.count) * Double(others))
        }
    }
}
