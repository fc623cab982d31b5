/// Groups within a graph, in figures and as a drawing.
enum CommunitySection {
    /// - Parameters:
    ///   - lead: What a group is in this graph.
    ///   - facts: What else to say of the graph, before the figures of the groups.
    static func section(
        _ graph: WeightedGraph, users: NameTable, lead: String, facts: [Fact] = []
    ) -> Section {
        let communities = Communities(graph)
        return Section(
            id: "graph", title: "Communities", lead: lead,
            blocks: [
                .facts(
                    facts + [
                        Fact(
                            "communities", "Groups of five or more",
                            count: communities.count(minimumSize: 5)),
                        Fact(
                            "largestCommunity", "Largest group", count: communities.sizes.first ?? 0
                        ),
                        Fact(
                            "modularity", "Modularity", HTML.fixed(communities.modularity, 2),
                            number: communities.modularity,
                            explanation: "0: no groups; near 1: groups that hardly touch"),
                    ]),
                .network(NetworkDrawing.chart(graph, communities, users: users)),
            ])
    }
}
