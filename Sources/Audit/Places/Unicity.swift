/// How few points single somebody out (de Montjoye et al., "Unique in the Crowd", 2013).
package enum Unicity {
    /// The share of users whom some of their own points, drawn at random, fit alone.
    package struct Result: Sendable {
        package let pointCount: Int
        package let share: Double
        package let userCount: Int
    }

    /// - Parameter pointCounts: How many (place, hour) points an onlooker knows.
    package static func results(
        _ log: CheckInLog, pointCounts: [Int] = [1, 2, 3, 4], seed: UInt64 = 9
    )
        -> [Result]
    {
        var visitors: [Point: Set<Int32>] = [:]
        var points = [Set<Point>](repeating: [], count: log.users.count)
        for row in 0..<log.count {
            let point = Point(log, row)
            visitors[point, default: []].insert(log.user[row])
            points[Int(log.user[row])].insert(point)
        }
        let sorted = points.map { $0.sorted() }
        return pointCounts.compactMap { count in
            var generator = SeededGenerator(seed: seed)
            let candidates = sorted.filter { $0.count >= count }
            guard !candidates.isEmpty else { return nil }
            let unique = candidates.count { own in
                isUnique(own.shuffled(using: &generator).prefix(count), visitors)
            }
            return Result(
                pointCount: count, share: Double(unique) / Double(candidates.count),
                userCount: candidates.count)
        }
    }

    private static func isUnique(_ known: ArraySlice<Point>, _ visitors: [Point: Set<Int32>])
        -> Bool
    {
        var fitting: Set<Int32>?
        for point in known {
            let here = visitors[point] ?? []
            fitting = fitting?.intersection(here) ?? here
        }
        return fitting?.count == 1
    }

    /// A place in an hour of one day.
    private struct Point: Hashable, Comparable {
        let place: Int64
        let hour: Int64

        init(_ log: CheckInLog, _ row: Int) {
            if log.place[row] >= 0 {
                place = Int64(log.place[row])
            } else {
                let cell = CellGrid.cell(log.positions[row])
                place = -(Int64(cell.row) << 32 ^ Int64(cell.column))
            }
            hour = log.times[row] / CivilTime.millisecondsPerHour
        }

        static func < (left: Point, right: Point) -> Bool {
            (left.hour, left.place) < (right.hour, right.place)
        }
    }
}
