/// Chooses the part of a graph that a picture can show.
enum NetworkDrawing {
    private static let nodeLimit = 120
    private static let edgeLimit = 360

    static func chart(_ graph: WeightedGraph, _ communities: Communities, users: NameTable)
        -> NetworkChart
    {
        let strengths = (0..<graph.userCount).map { graph.strength(of: $0) }
        let chosen = strengths.indices.filter { strengths[$0] > 0 }
            .sorted { (strengths[$1], $0) < (strengths[$0], $1) }.prefix(nodeLimit)
        let numbers = Dictionary(
            uniqueKeysWithValues: chosen.enumerated().map { ($0.element, $0.offset) })
        var edges: [(Int, Int, weight: Double)] = []
        for (node, user) in chosen.enumerated() {
            for (other, weight) in graph.neighbours[user] {
                guard let number = numbers[other], number > node else { continue }
                edges.append((node, number, weight))
            }
        }
        edges = Array(edges.sorted { $0.weight > $1.weight }.prefix(edgeLimit))
        let heaviest = edges.first?.weight ?? 1
        let scaled = edges.map { ($0.0, $0.1, weight: ($0.weight / heaviest).squareRoot()) }
        let groups = chosen.map { communities.assignment[$0] }
        let layout = GraphLayout(
            nodeCount: chosen.count, edges: scaled, groups: groups.map { min($0, 12) })
        let strongest = chosen.first.map { strengths[$0] } ?? 1
        let nodes = chosen.enumerated().map { node, user in
            NetworkChart.Node(
                x: layout.points[node].x, y: layout.points[node].y,
                size: strengths[user] / strongest, community: groups[node],
                label: users[Int32(user)])
        }
        return NetworkChart(
            title:
                "The \(nodes.count) most active people and the \(scaled.count) strongest ties among "
                + "them; colours are groups, dots grow with the number of messages",
            nodes: nodes,
            edges: scaled.map { NetworkChart.Edge(from: $0.0, to: $0.1, weight: $0.weight) })
    }
}
