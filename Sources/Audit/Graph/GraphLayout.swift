#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Places the nodes of a small graph in a unit square by forces (Fruchterman and Reingold 1991).
struct GraphLayout: Sendable {
    /// One point for each node, both coordinates from 0 to 1.
    let points: [(x: Double, y: Double)]

    init(nodeCount: Int, edges: [(Int, Int, weight: Double)], groups: [Int], seed: UInt64 = 17) {
        var generator = SeededGenerator(seed: seed)
        let groupCount = Double((groups.max() ?? 0) + 1)
        var points = (0..<nodeCount).map { node -> (x: Double, y: Double) in
            let angle = 2 * Double.pi * Double(groups[node]) / groupCount
            return (
                0.5 + 0.3 * cos(angle) + 0.2 * (generator.unit() - 0.5),
                0.5 + 0.3 * sin(angle) + 0.2 * (generator.unit() - 0.5)
            )
        }
        let ideal = 0.75 / Double(max(nodeCount, 1)).squareRoot()
        let rounds = 150
        for round in 0..<rounds {
            let limit = 0.08 * (1 - Double(round) / Double(rounds))
            let forces = Self.forces(points, edges, groups, ideal: ideal)
            for node in points.indices {
                let length = max(hypot(forces[node].x, forces[node].y), 1e-9)
                points[node].x += forces[node].x / length * min(length, limit)
                points[node].y += forces[node].y / length * min(length, limit)
            }
        }
        self.points = Self.scaled(points)
    }

    private static func forces(
        _ points: [(x: Double, y: Double)], _ edges: [(Int, Int, weight: Double)], _ groups: [Int],
        ideal: Double
    ) -> [(x: Double, y: Double)] {
        var forces = points.map { ((0.5 - $0.x) * 0.6, (0.5 - $0.y) * 0.6) }
            .map { (x: $0.0, y: $0.1) }
        for one in points.indices {
            for other in (one + 1)..<max(points.count, one + 1) {
                let x = points[one].x - points[other].x
                let y = points[one].y - points[other].y
                let push = ideal * ideal / max(x * x + y * y, 1e-5)
                forces[one].x += x * push
                forces[one].y += y * push
                forces[other].x -= x * push
                forces[other].y -= y * push
            }
        }
        for (one, other, weight) in edges {
            // Ties between groups pull less, so that the groups can be seen.
            let weight = groups[one] == groups[other] ? weight : weight * 0.25
            let x = points[one].x - points[other].x
            let y = points[one].y - points[other].y
            let pull = hypot(x, y) / ideal * weight
            forces[one].x -= x * pull
            forces[one].y -= y * pull
            forces[other].x += x * pull
            forces[other].y += y * pull
        }
        return forces
    }

    private static func scaled(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        let lowX = points.map(\.x).min() ?? 0
        let lowY = points.map(\.y).min() ?? 0
        let width = max((points.map(\.x).max() ?? 1) - lowX, 1e-9)
        let height = max((points.map(\.y).max() ?? 1) - lowY, 1e-9)
        return points.map { (($0.x - lowX) / width, ($0.y - lowY) / height) }
    }
}
