/// Advertising segments as a section of the report.
enum SegmentSection {
    static func section(_ segments: [Segment]) -> Section {
        Section(
            id: "segments", title: "What an advertiser would buy",
            lead:
                "Groups of people by rules of this program; each rule uses nothing but the rows of "
                + "this file. Studies went much further: telephone metadata showed a call to a health "
                + "service for 57 % of the participants [Mayer2016].",
            blocks: [
                .table(
                    TextTable(
                        id: "segmentTable", title: "Segments",
                        header: ["Segment", "Rule", "People", "Share"],
                        rows: segments.map {
                            [
                                $0.name, $0.rule, HTML.grouped($0.userCount),
                                HTML.percent($0.share),
                            ]
                        }))
            ])
    }
}
