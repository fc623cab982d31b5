/// Everything that the audit found, in the order in which it is told.
package struct Findings: Sendable {
    package var inputs: [InputFindings] = []

    package init() {}
}

/// What was found in one input.
package struct InputFindings: Sendable {
    package let report: InputReport
    /// The most telling results in one sentence each.
    package var headlines: [String] = []
    package var sections: [Section] = []

    package init(report: InputReport) {
        self.report = report
    }
}

/// One inference with its evidence.
package struct Section: Sendable {
    /// A short name for JSON, such as `suggestions`.
    package let id: String
    package let title: String
    /// What was done, in a sentence or two; `[key]` refers to a source.
    package let lead: String
    /// What was not looked at, and by which rule; empty if nothing was left out.
    package let leftOut: String
    package var blocks: [Block]

    package init(
        id: String, title: String, lead: String, leftOut: String = "", blocks: [Block] = []
    ) {
        self.id = id
        self.title = title
        self.lead = lead
        self.leftOut = leftOut
        self.blocks = blocks
    }
}

/// A piece of evidence.
package enum Block: Sendable {
    case facts([Fact])
    case scores(ScoreTable)
    case table(TextTable)
    case week(WeekChart)
    case network(NetworkChart)
    case map(PlaceMap)
    case bars(BarChart)
    case note(String)
}

/// A number that people would quote.
package struct Fact: Sendable {
    package let id: String
    package let label: String
    package let value: String
    /// For JSON; nil where the value is no number.
    package let number: Double?
    package let explanation: String

    package init(
        _ id: String, _ label: String, _ value: String, number: Double? = nil,
        explanation: String = ""
    ) {
        self.id = id
        self.label = label
        self.value = value
        self.number = number
        self.explanation = explanation
    }

    /// A whole number, as people write it and as JSON has it.
    package init(_ id: String, _ label: String, count: Int, explanation: String = "") {
        self.init(
            id, label, HTML.grouped(count), number: Double(count), explanation: explanation)
    }
}

/// The scores of several attacks on the same truth.
package struct ScoreTable: Sendable {
    package let id: String
    package let title: String
    package let scores: [AttackScore]
    /// Whether the table is folded away at first.
    package var isDetail = false

    package init(id: String, title: String, scores: [AttackScore], isDetail: Bool = false) {
        self.id = id
        self.title = title
        self.scores = scores
        self.isDetail = isDetail
    }
}

/// A plain table.
package struct TextTable: Sendable {
    package let id: String
    package let title: String
    package let header: [String]
    package let rows: [[String]]
    package var isDetail = false

    package init(
        id: String, title: String, header: [String], rows: [[String]], isDetail: Bool = false
    ) {
        self.id = id
        self.title = title
        self.header = header
        self.rows = rows
        self.isDetail = isDetail
    }
}

/// Events by weekday and hour.
package struct WeekChart: Sendable {
    package let title: String
    package let week: WeekProfile
    package let sleep: SleepWindow?
    package let clock: String
}

/// A drawing of who writes with whom.
package struct NetworkChart: Sendable {
    package struct Node: Sendable {
        package let x: Double
        package let y: Double
        /// From 0 to 1.
        package let size: Double
        package let community: Int
        package let label: String?
    }

    package struct Edge: Sendable {
        package let from: Int
        package let to: Int
        /// From 0 to 1.
        package let weight: Double
    }

    package let title: String
    package let nodes: [Node]
    package let edges: [Edge]
}

/// Points on a map without tiles: nothing is fetched.
package struct PlaceMap: Sendable {
    package enum Kind: String, Sendable {
        case home = "Home"
        case work = "Work"
        case other = "Visited"
    }

    package struct Dot: Sendable {
        package let position: Position
        package let kind: Kind
        /// From 0 to 1.
        package let size: Double
        package let label: String?
    }

    package let title: String
    package let dots: [Dot]
}

/// Bars with labels.
package struct BarChart: Sendable {
    package struct Bar: Sendable {
        package let label: String
        package let value: Double
        package let text: String
    }

    package let title: String
    package let bars: [Bar]
    /// Where nothing is known; drawn as a line.
    package let chance: Double?
}
