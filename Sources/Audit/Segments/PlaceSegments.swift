/// Segments from check-ins.
///
/// The rules are this program's own.
package struct PlaceSegments: Sendable {
    private let log: CheckInLog

    package init(_ log: CheckInLog) {
        self.log = log
    }

    package func segments() -> [Segment] {
        let rows = log.rowsByUser()
        let findings = HomeAndWork(log).findings()
        let known = rows.count { $0.count >= 10 }
        let commuters = findings.count { finding in
            guard let home = finding.home, let work = finding.work else { return false }
            return CellGrid.kilometers(home, work) >= 5
        }
        let owls = rows.count { own in
            own.count >= 10
                && own.count { [22, 23, 0, 1, 2, 3].contains(log.localHour($0)) } * 10
                    >= own.count * 3
        }
        let regulars = rows.count { own in
            own.count >= 10 && mostVisited(own) * 10 >= own.count * 3
        }
        let explorers = rows.count { own in
            own.count >= 20
                && Set(own.map { CellGrid.cell(log.positions[$0]) }).count * 10
                    >= own.count * 8
        }
        return [
            Segment(
                "Commuters", "home and work at least 5 km apart", count: commuters, of: rows.count),
            Segment(
                "Night life", "10 points or more, 30 % of them from 22:00 to 04:00", count: owls,
                of: known),
            Segment(
                "Regulars", "10 points or more, 30 % of them in one square", count: regulars,
                of: known),
            Segment(
                "Explorers", "20 points or more, hardly ever the same square", count: explorers,
                of: known),
        ]
    }

    private func mostVisited(_ rows: [Int]) -> Int {
        var counts: [CellGrid.Cell: Int] = [:]
        for row in rows { counts[CellGrid.cell(log.positions[row]), default: 0] += 1 }
        return counts.values.max() ?? 0
    }
}
