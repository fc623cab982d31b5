#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Friends, from nothing but the places that people visit.
package struct FriendsFromPlaces: Sendable {
    package let log: CheckInLog
    /// The rows of each place.
    private let rowsByPlace: [[Int]]
    private let homes: [Position?]

    /// Those with fewer points are left out: too little is known of them to say anything.
    package static let minimumPointCount = 10

    /// - Parameter whole: All check-ins; only the frequent users among them are compared.
    package init(_ whole: CheckInLog, minimumPointCount: Int = Self.minimumPointCount) {
        let log = whole.frequentUsers(minimumPointCount: minimumPointCount)
        self.log = log
        var numbers: [CellGrid.Cell: Int] = [:]
        var rows = [[Int]](repeating: [], count: log.places.count)
        for row in 0..<log.count {
            if log.place[row] >= 0 {
                rows[Int(log.place[row])].append(row)
                continue
            }
            let cell = CellGrid.cell(log.positions[row])
            if numbers[cell] == nil {
                numbers[cell] = rows.count
                rows.append([])
            }
            rows[numbers[cell] ?? 0].append(row)
        }
        rowsByPlace = rows
        homes = HomeAndWork(log).findings().map(\.home)
    }

    package func scores(contacts: ContactList) -> [AttackScore] {
        let truth = contacts.graph(in: log.users).graph
        guard log.users.count <= PairScores.userLimit, log.users.count > 1 else { return [] }
        var volumes = [Int](repeating: 0, count: log.users.count)
        for user in log.user { volumes[Int(user)] += 1 }
        let attacks: [(String, () -> PairScores)] = [
            ("volume", { VolumeAttack.scores(volumes: volumes) }),
            ("shared places", sharedPlaces),
            ("same place within an hour", { coPresence(within: CivilTime.millisecondsPerHour) }),
            ("same place on the same day", { coPresence(within: CivilTime.millisecondsPerDay) }),
        ]
        let scorer = Scorer(truth: truth, activity: volumes, attackCount: attacks.count + 1)
        var features: [PairScores] = []
        var results: [AttackScore] = []
        for (name, scores) in attacks {
            let pairs = scores()
            results.append(scorer.score(name, pairs))
            if name != "volume" { features.append(pairs) }
        }
        features.append(nearness())
        features.append(VolumeAttack.scores(volumes: volumes))
        let learned = LearnedCombination().scores(features: features, truth: truth)
        results.append(scorer.score("learned combination", learned))
        return Holm.corrected(results)
    }

    /// Places in common, each weighing less the more people it has.
    private func sharedPlaces() -> PairScores {
        var result = PairScores(userCount: log.users.count)
        for rows in rowsByPlace {
            let visitors = Array(Set(rows.map { log.user[$0] })).sorted()
            guard visitors.count > 1 else { continue }
            let weight = 1 / Float(visitors.count)
            for (place, first) in visitors.enumerated() {
                let row = result.rowStart(Int(first))
                for second in visitors[(place + 1)...] {
                    result.values[row + Int(second)] += weight
                }
            }
        }
        return result
    }

    /// Meetings: both at one place within some time, each weighing less in a crowd.
    private func coPresence(within width: Int64) -> PairScores {
        var result = PairScores(userCount: log.users.count)
        for rows in rowsByPlace where rows.count > 1 {
            let visitors = Float(Set(rows.map { log.user[$0] }).count)
            let weight = 1 / logf(1 + visitors)
            var first = 0
            for last in rows.indices {
                while log.times[rows[last]] - log.times[rows[first]] > width { first += 1 }
                for other in first..<last where log.user[rows[other]] != log.user[rows[last]] {
                    let crowd = Float(last - first)
                    result[Int(log.user[rows[other]]), Int(log.user[rows[last]])] +=
                        weight / crowd
                }
            }
        }
        return result
    }

    /// How near the homes lie.
    private func nearness() -> PairScores {
        PairScores(userCount: log.users.count) { first, second in
            guard let one = homes[first], let other = homes[second] else { return -3 }
            let north = (one.latitude - other.latitude) * 111
            let east = (one.longitude - other.longitude) * 84
            return -log1pf(Float((north * north + east * east).squareRoot()))
        }
    }
}
