/// What an input contained besides what was understood: nothing is dropped silently.
package struct InputReport: Sendable {
    package let path: String
    package var kind: InputKind
    /// How the columns were understood, in words.
    package var understanding: String
    package var rowCount = 0
    /// How many rows were left out, by reason, each with the first line where it happened.
    package private(set) var rejections: [Rejection] = []
    /// What was noticed and handled: order, time formats, unused columns.
    package var notes: [String] = []

    /// One reason why rows were left out.
    package struct Rejection: Sendable, Equatable {
        package let reason: String
        package let firstLine: Int
        package var count: Int
    }

    /// Something that rows were kept with, how often, and where first.
    struct Notice: Sendable {
        private(set) var count = 0
        private var firstLine = 0

        mutating func add(line: Int) {
            if count == 0 { firstLine = line }
            count += 1
        }

        /// In a sentence, for one row or for many.
        func text(one: String, many: String) -> String {
            count == 1
                ? "1 row \(one), line \(firstLine)."
                : "\(count) rows \(many), first in line \(firstLine)."
        }
    }

    package init(path: String, kind: InputKind, understanding: String = "") {
        self.path = path
        self.kind = kind
        self.understanding = understanding
    }

    package var rejectedCount: Int { rejections.reduce(0) { $0 + $1.count } }

    package mutating func reject(line: Int, _ reason: String) {
        if let index = rejections.firstIndex(where: { $0.reason == reason }) {
            rejections[index].count += 1
        } else {
            rejections.append(Rejection(reason: reason, firstLine: line, count: 1))
        }
    }

    package var fileName: String {
        String(path.split(separator: "/").last ?? "")
    }
}
