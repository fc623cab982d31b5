#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Several exports of one deployment: nights of one server, or both servers.
///
/// Each column stands in an order of its own, drawn anew. If two columns ever shared an order, rows
/// of one could be put beside rows of the other: a key beside the cells that its owner did not
/// overwrite, and so its absences. Whether they do shows in how rows move between two exports.
package struct ExportSeries: Sendable {
    package let exports: [ServerExport]

    /// One way to link rows, over all pairs of exports together.
    package struct Link: Sendable {
        package let name: String
        /// Rows that moved alike, and how many would by chance.
        package fileprivate(set) var observed = 0
        package fileprivate(set) var expected = 0.0
        /// Two-sided, by Poisson's law.
        package fileprivate(set) var p = 1.0
        /// After Holm's correction over all links.
        package fileprivate(set) var correctedP = 1.0

        package var isSignificant: Bool { correctedP < Holm.level }
    }

    /// - Parameter exports: Of one deployment; they are put in the order of their rounds.
    package init(_ exports: [ServerExport]) {
        self.exports = exports.sorted {
            ($0.round, $0.role, $0.path) < ($1.round, $1.role, $1.path)
        }
    }

    /// Neighbours in time of one role, and the two roles of about one night.
    package var comparisons: [(first: ServerExport, second: ServerExport)] {
        var pairs: [(ServerExport, ServerExport)] = []
        for role in Set(exports.map(\.role)).sorted() {
            let nights = exports.filter { $0.role == role }
            pairs += zip(nights, nights.dropFirst())
        }
        for (one, other) in zip(exports, exports.dropFirst()) where one.role != other.role {
            pairs.append((one, other))
        }
        return pairs.filter { $0.0.slots == $0.1.slots }
    }

    package func links() -> [Link] {
        var links = [
            Link(name: "keys stay in their rows"), Link(name: "cells stay in their rows"),
            Link(name: "cells move as keys do"), Link(name: "bells move as keys do"),
            Link(name: "generations move as keys do"), Link(name: "planes move alike"),
        ]
        for (first, second) in comparisons {
            let identity = RowMovement(identityOf: first.slots)
            let keys = RowMovement(first.keyPrints, second.keyPrints)
            let planes = zip(first.cells, second.cells).map { RowMovement($0, $1) }
            Self.add(keys.agreement(with: identity), to: &links[0])
            for plane in planes {
                Self.add(plane.agreement(with: identity), to: &links[1])
                Self.add(plane.agreement(with: keys), to: &links[2])
            }
            Self.add(
                RowMovement(first.bells, second.bells).agreement(with: keys), to: &links[3])
            Self.add(
                RowMovement(first.generations, second.generations).agreement(with: keys),
                to: &links[4])
            for (one, other) in zip(planes, planes.dropFirst()) {
                Self.add(one.agreement(with: other), to: &links[5])
            }
        }
        for index in links.indices {
            links[index].p = Self.poisson(links[index].observed, links[index].expected)
        }
        let corrected = Holm.corrected(links.map(\.p))
        for index in links.indices { links[index].correctedP = corrected[index] }
        return links
    }

    private static func add(_ agreement: (observed: Int, expected: Double), to link: inout Link) {
        link.observed += agreement.observed
        link.expected += agreement.expected
    }

    /// The two-sided probability of a count as far from its mean.
    static func poisson(_ observed: Int, _ mean: Double) -> Double {
        guard mean > 0 else { return 1 }
        let isHigh = Double(observed) > mean
        var tail = 0.0
        // The upper tail is cut where nothing is left of it.
        let range = isHigh ? observed...(observed + 200 + Int(mean)) : 0...observed
        for count in range {
            tail += exp(Double(count) * log(mean) - mean - lgamma(Double(count) + 1))
        }
        return min(1, 2 * tail)
    }

    // MARK: Known partners

    /// Attacks on who talks with whom, for those whose keys are known.
    ///
    /// - Parameter truth: Partners by account key in hexadecimal.
    package func scores(truth: ContactList) -> [AttackScore] {
        guard let last = exports.last else { return [] }
        let known = Set(truth.users.names)
        var names = NameTable()
        for row in 0..<last.slots where known.contains(last.keyName(row: row)) {
            _ = names.number(of: last.keyName(row: row))
        }
        let graph = truth.graph(in: names).graph
        guard names.count > 2, names.count <= PairScores.userLimit, !graph.pairs.isEmpty else {
            return []
        }
        let rows = exports.map { Self.rows(of: names, in: $0) }
        let attacks: [(String, PairScores)] = [
            ("rows beside each other", beside(rows, names.count)),
            ("away together, had columns one order", away(rows, names.count)),
            ("first seen in the same night", sameNight(rows, names.count)),
        ]
        let scorer = Scorer(
            truth: graph, activity: graph.degrees, attackCount: attacks.count)
        return Holm.corrected(attacks.map { scorer.score($0.0, $0.1) })
    }

    /// The row of each known key; -1 where it is not there.
    private static func rows(of names: NameTable, in export: ServerExport) -> [Int] {
        var rows = [Int](repeating: -1, count: names.count)
        for row in 0..<export.slots {
            if let number = names.known(export.keyName(row: row)) { rows[Int(number)] = row }
        }
        return rows
    }

    private func beside(_ rows: [[Int]], _ count: Int) -> PairScores {
        PairScores(userCount: count) { one, other in
            rows.reduce(0) { sum, night in
                guard night[one] >= 0, night[other] >= 0 else { return sum }
                return sum + 1 / Float(1 + abs(night[one] - night[other]))
            }
        }
    }

    /// Takes a plane's row for the key's in the same row: slots that left the same cells alone.
    private func away(_ rows: [[Int]], _ count: Int) -> PairScores {
        var result = PairScores(userCount: count)
        for (night, first) in exports.enumerated() {
            guard let second = exports.dropFirst(night + 1).first(where: { $0.role == first.role })
            else { continue }
            for (earlier, later) in zip(first.cells, second.cells) {
                let kept = Set(later)
                let idle = (0..<count).filter {
                    rows[night][$0] >= 0 && kept.contains(earlier[rows[night][$0]])
                }
                guard idle.count > 1 else { continue }
                for (place, one) in idle.enumerated() {
                    for other in idle[(place + 1)...] {
                        result[one, other] += 1 / Float(idle.count)
                    }
                }
            }
        }
        return result
    }

    private func sameNight(_ rows: [[Int]], _ count: Int) -> PairScores {
        let first = (0..<count).map { key in rows.firstIndex { $0[key] >= 0 } ?? -1 }
        return PairScores(userCount: count) { first[$0] == first[$1] ? 1 : 0 }
    }
}
