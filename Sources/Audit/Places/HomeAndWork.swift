/// Where people live and work, from the places and hours of their points.
package struct HomeAndWork: Sendable {
    /// What was found about one user.
    package struct Finding: Sendable {
        package let user: Int
        package let home: Position?
        package let work: Position?
        package let pointCount: Int
        package let nightPointCount: Int
    }

    private let log: CheckInLog

    package init(_ log: CheckInLog) {
        self.log = log
    }

    /// Home and work of everybody with at least one point at the hours in question.
    package func findings() -> [Finding] {
        log.rowsByUser().enumerated().map { user, rows in
            let home = Self.home(log, rows)
            return Finding(
                user: user, home: home.map(CellGrid.center),
                work: Self.work(log, rows, home: home).map(CellGrid.center),
                pointCount: rows.count, nightPointCount: Self.night(log, rows).count)
        }
    }

    /// How well the homes found from two halves of the same traces agree.
    package func agreement(seed: UInt64 = 5) -> Agreement? {
        var distances: [Double] = []
        var homes: [Position] = []
        for rows in log.rowsByUser() {
            let halves = Self.halves(rows)
            guard let one = Self.home(log, halves.0), let other = Self.home(log, halves.1) else {
                continue
            }
            homes.append(CellGrid.center(one))
            distances.append(CellGrid.kilometers(CellGrid.center(one), CellGrid.center(other)))
        }
        guard distances.count > 1 else { return nil }
        return Agreement(distances: distances.sorted(), chance: Self.chance(homes, seed: seed))
    }

    /// Distances between the homes of the two halves, in kilometres.
    package struct Agreement: Sendable {
        package let distances: [Double]
        /// The share of pairs of different people whose homes lie within a kilometre.
        package let chance: Double

        package var medianKilometers: Double { distances[distances.count / 2] }

        package var withinOneKilometer: Double {
            Double(distances.count { $0 <= 1 }) / Double(distances.count)
        }
    }

    private static func chance(_ homes: [Position], seed: UInt64) -> Double {
        var generator = SeededGenerator(seed: seed)
        let draws = 20_000
        let near = (0..<draws).count { _ in
            let one = homes[generator.index(below: homes.count)]
            return CellGrid.kilometers(one, homes[generator.index(below: homes.count)]) <= 1
        }
        return Double(near) / Double(draws)
    }

    /// Every other point of a trace.
    private static func halves(_ rows: [Int]) -> ([Int], [Int]) {
        let even = rows.indices.filter { $0 % 2 == 0 }.map { rows[$0] }
        let odd = rows.indices.filter { $0 % 2 == 1 }.map { rows[$0] }
        return (even, odd)
    }

    /// The square with most points from 20:00 to 06:00.
    private static func home(_ log: CheckInLog, _ rows: [Int]) -> CellGrid.Cell? {
        most(night(log, rows).map { CellGrid.cell(log.positions[$0]) })
    }

    private static func night(_ log: CheckInLog, _ rows: [Int]) -> [Int] {
        rows.filter { row in
            let hour = log.localHour(row)
            return hour >= 20 || hour < 6
        }
    }

    /// The square with most points from 09:00 to 17:00, Monday to Friday, other than home.
    private static func work(_ log: CheckInLog, _ rows: [Int], home: CellGrid.Cell?)
        -> CellGrid.Cell?
    {
        let office = rows.filter { row in
            let time = log.localTime(row)
            return (9..<17).contains(CivilTime.hour(ofMilliseconds: time))
                && CivilTime.weekday(ofMilliseconds: time) < 5
        }
        let cells = office.map { CellGrid.cell(log.positions[$0]) }.filter { $0 != home }
        return cells.count < 3 ? nil : most(cells)
    }

    private static func most(_ cells: [CellGrid.Cell]) -> CellGrid.Cell? {
        var counts: [CellGrid.Cell: Int] = [:]
        for cell in cells { counts[cell, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

extension CheckInLog {
    /// The time of a row by the sun at its place: UTC plus one hour for every 15 degrees east.
    package func localTime(_ row: Int) -> Int64 {
        let hours = (positions[row].longitude / 15).rounded()
        return times[row] + Int64(hours) * CivilTime.millisecondsPerHour
    }

    func localHour(_ row: Int) -> Int {
        CivilTime.hour(ofMilliseconds: localTime(row))
    }
}
