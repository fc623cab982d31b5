#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What an operator can compute about two people who have not yet written to each other.
struct SuggestionFeatures: Sendable {
    /// The features in the order of `scores`.
    enum Feature: String, CaseIterable, Sendable {
        case commonPartners = "common partners"
        case resourceAllocation = "resource allocation"
        case adamicAdar = "Adamic-Adar"
        case jaccard = "Jaccard"
        case degreeProduct = "number of partners"
        case katz = "Katz"
        case distance = "length of the paths between them"
        case activityProduct = "recent activity"
        case slowActivityProduct = "activity of weeks"
        case lastSeenProduct = "last seen"
        case recentCommonPartners = "recent common partners"
        case sameHours = "same hours"
        case sameStart = "joined together"
    }

    /// Restricted to those who occur in the rows; `users[i]` is the number in the log.
    let users: [Int]
    let numbers: [Int32]
    let graph: PartnerGraph
    private(set) var scores: [PairScores] = []

    init(_ log: MessageLog, rows: Range<Int>) {
        var present = [Bool](repeating: false, count: log.users.count)
        for row in rows {
            present[Int(log.from[row])] = true
            present[Int(log.to[row])] = true
        }
        let users = present.indices.filter { present[$0] }
        var numbers = [Int32](repeating: -1, count: log.users.count)
        for (number, user) in users.enumerated() { numbers[user] = Int32(number) }
        self.users = users
        self.numbers = numbers
        graph = log.partners(rows: rows).restricted(to: numbers, userCount: users.count)
        let history = PersonalHistory(log, rows: rows, numbers: numbers, userCount: users.count)
        scores = compute(history)
    }

    subscript(feature: Feature) -> PairScores {
        scores[Feature.allCases.firstIndex(of: feature) ?? 0]
    }

    private func compute(_ history: PersonalHistory) -> [PairScores] {
        let common = Neighbourhood.sums(graph) { _ in 1 }
        let katz = Neighbourhood.katz(graph, twoSteps: common)
        return Feature.allCases.map { feature in
            switch feature {
            case .commonPartners: Self.logged(common)
            case .resourceAllocation:
                Neighbourhood.sums(graph) { 1 / Float(graph.degree(of: $0)) }
            case .adamicAdar:
                Neighbourhood.sums(graph) { 1 / logf(1 + Float(graph.degree(of: $0))) }
            case .jaccard: jaccard(common)
            case .degreeProduct: product((0..<users.count).map { Float(graph.degree(of: $0)) })
            case .katz: katz
            case .distance: Self.distance(katz)
            case .activityProduct: product(history.recentActivity)
            case .slowActivityProduct: product(history.slowActivity)
            case .lastSeenProduct: sum(history.daysSinceLastSeen.map { -logf(0.1 + $0) })
            case .recentCommonPartners:
                Self.logged(Neighbourhood.weightedSums(graph, history.recencyOfPair))
            case .sameHours: history.sameHours()
            case .sameStart: difference(history.firstDay)
            }
        }
    }

    /// On a scale of path lengths; no path is farther than any.
    private static func distance(_ katz: PairScores) -> PairScores {
        var result = katz
        for index in result.values.indices {
            result.values[index] = logf(result.values[index] + 1e-12)
        }
        return result
    }

    private static func logged(_ scores: PairScores) -> PairScores {
        var result = scores
        for index in result.values.indices { result.values[index] = log1pf(result.values[index]) }
        return result
    }

    private func jaccard(_ common: PairScores) -> PairScores {
        var index = 0
        return PairScores(userCount: users.count) { first, second in
            let shared = common.values[index]
            index += 1
            guard shared > 0 else { return 0 }
            let union = graph.degree(of: first) + graph.degree(of: second)
            return shared / (Float(union) - shared)
        }
    }

    private func product(_ values: [Float]) -> PairScores {
        sum(values.map { logf(1e-3 + $0) })
    }

    private func sum(_ values: [Float]) -> PairScores {
        PairScores(userCount: users.count) { values[$0] + values[$1] }
    }

    private func difference(_ values: [Float]) -> PairScores {
        PairScores(userCount: users.count) { -log1pf(abs(values[$0] - values[$1])) }
    }
}
