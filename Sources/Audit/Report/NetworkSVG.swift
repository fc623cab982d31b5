/// The graph of who writes with whom.
enum NetworkSVG {
    private static let width = 690.0
    private static let height = 460.0
    private static let margin = 26.0

    static func figure(_ chart: NetworkChart) -> String {
        let edges = chart.edges.map { edge -> String in
            let one = place(chart.nodes[edge.from])
            let other = place(chart.nodes[edge.to])
            return "<line class=\"edge\" x1=\"\(one.x)\" y1=\"\(one.y)\" x2=\"\(other.x)\" "
                + "y2=\"\(other.y)\" stroke-width=\"\(HTML.coordinate(0.4 + 2.2 * edge.weight, 2))\" "
                + "opacity=\"\(HTML.coordinate(0.16 + 0.5 * edge.weight, 2))\"/>"
        }
        let nodes = chart.nodes.map { node -> String in
            let spot = place(node)
            let radius = HTML.coordinate(2.4 + 7 * node.size.squareRoot(), 1)
            let title = node.label.map { "<title>\(HTML.escaped($0))</title>" } ?? ""
            return "<circle class=\"g\(min(node.community, 7))\" cx=\"\(spot.x)\" cy=\"\(spot.y)\" "
                + "r=\"\(radius)\" stroke=\"var(--card)\" stroke-width=\"1\">\(title)</circle>"
        }
        let label = "Graph of \(chart.nodes.count) people and \(chart.edges.count) ties"
        return """
            <figure><svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="\(label)">
            \(edges.joined())\(nodes.joined())</svg>
            <figcaption>\(HTML.escaped(chart.title))</figcaption></figure>
            """
    }

    private static func place(_ node: NetworkChart.Node) -> (x: String, y: String) {
        (
            HTML.coordinate(margin + node.x * (width - 2 * margin), 1),
            HTML.coordinate(margin + node.y * (height - 2 * margin), 1)
        )
    }
}
