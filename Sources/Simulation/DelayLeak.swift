package import ClientCore
import Foundation

/// What a contact learns from delays: an estimate, in bits a day, on the real order of publication
/// and the real read scheduler.
///
/// The victim has a contact who works for the adversary and does the worst that a contact can: it
/// never acknowledges, so that a cell of the victim that is not for it was for somebody else, and
/// says something new in every round, so that acknowledgements tell in which rounds it was read.
/// (It would see that later and less exactly; the estimate is from above.) The victim also talks
/// with others, in sessions. Hidden is in which minutes a session is on; seen are, for each minute,
/// how many cells were for the contact and how often it was read.
package struct DelayLeak: Sendable {
    /// In minutes, and messages a minute and side.
    package struct Habits: Sendable {
        package var sessionsPerDay = 8.0
        package var sessionMinutes = 10
        package var messagesPerMinute = 3.0
        package var otherContacts = 9

        package init() {}
    }

    package struct Result: Sendable {
        /// Mutual information between "a session is on in this minute" and what is seen of the
        /// minute, times the minutes of a day; minutes count as independent.
        package var bitsPerDay: Double
        /// Mutual information between "this day had a session at all" (half of all days) and what
        /// is seen of the day.
        package var bitsOfTheDay: Double
        /// What the sessions have to give: the entropy of a minute times the minutes of a day.
        package var entropyPerDay: Double
    }

    private struct Minute {
        var isActive: Bool
        var cells: Int
        var reads: Int
    }

    private static let roundsPerMinute = 60
    private static let minutesPerDay = 1_440

    private let mode: SchedulingMode
    private let habits: Habits

    package init(_ mode: SchedulingMode, _ habits: Habits = Habits()) {
        self.mode = mode
        self.habits = habits
    }

    package func estimate(days: Int, seed: UInt64) -> Result {
        var victim = Victim(mode, habits, seed: seed)
        var random = RandomStream(seed: seed)
        var minutes: [Minute] = []
        var dayPairs: [(Int, Int)] = []
        for day in 0..<days {
            let isActiveDay = day % 2 == 0
            let seen = (0..<Self.minutesPerDay).map { _ in
                playMinute(&victim, isActiveDay, &random)
            }
            if isActiveDay { minutes += seen }
            let cells = seen.reduce(0) { $0 + $1.cells }
            dayPairs.append((isActiveDay ? 1 : 0, cells / 1_200))
        }
        let pairs = minutes.map { ($0.isActive ? 1 : 0, $0.cells / 4 * 100 + $0.reads / 4) }
        let share = Double(pairs.count { $0.0 == 1 }) / Double(max(1, pairs.count))
        return Result(
            bitsPerDay: Self.mutualInformation(pairs) * Double(Self.minutesPerDay),
            bitsOfTheDay: Self.mutualInformation(dayPairs),
            entropyPerDay: Self.entropy([share, 1 - share]) * Double(Self.minutesPerDay))
    }

    private func playMinute(
        _ victim: inout Victim, _ isActiveDay: Bool, _ random: inout RandomStream
    ) -> Minute {
        if victim.sessionMinutesLeft == 0, isActiveDay,
            random.chance(habits.sessionsPerDay / Double(Self.minutesPerDay))
        {
            victim.beginSession(&random)
        }
        var minute = Minute(isActive: victim.sessionMinutesLeft > 0, cells: 0, reads: 0)
        for _ in 0..<Self.roundsPerMinute {
            let seen = victim.playRound(&random)
            minute.cells += seen.isCellForContact ? 1 : 0
            minute.reads += seen.isContactRead ? 1 : 0
        }
        victim.sessionMinutesLeft = max(0, victim.sessionMinutesLeft - 1)
        return minute
    }

    // MARK: Estimates

    /// From counts, with the correction of Miller and Madow (1955) for finite samples, in bits; what
    /// is left of nothing may be a little below zero and is cut there.
    package static func mutualInformation(_ pairs: [(Int, Int)]) -> Double {
        guard !pairs.isEmpty else { return 0 }
        let joint = counts(pairs.map { [$0.0, $0.1] })
        let left = counts(pairs.map { [$0.0] })
        let right = counts(pairs.map { [$0.1] })
        let total = Double(pairs.count)
        func corrected(_ counts: [Int]) -> Double {
            entropy(counts.map { Double($0) / total })
                + Double(counts.count - 1) / (2 * total * log(2))
        }
        return max(0, corrected(left) + corrected(right) - corrected(joint))
    }

    private static func counts(_ values: [[Int]]) -> [Int] {
        var counts: [[Int]: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return Array(counts.values)
    }

    private static func entropy(_ shares: [Double]) -> Double {
        shares.reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
    }
}
