import Foundation

/// Who writes to whom and when: read from a data set, or made up from a seed.
package struct MessageTrace: Sendable {
    package struct Message: Sendable {
        /// Milliseconds from the beginning of the trace.
        package var time: Int64
        package var from: Int
        package var to: Int

        package init(time: Int64, from: Int, to: Int) {
            self.time = time
            self.from = from
            self.to = to
        }
    }

    package enum Failure: Error { case unreadable, empty }

    /// In the order of their times.
    package var messages: [Message]
    package var personCount: Int

    package init(messages: [Message], personCount: Int) {
        self.messages = messages
        self.personCount = personCount
    }

    /// The busiest hour among the most active people of a log with the columns sender, recipient
    /// and Unix time.
    package static func busiestHour(
        of path: String, people: Int, seconds: Int = 3_600
    ) throws -> MessageTrace {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.unreadable
        }
        var rows = text.split(whereSeparator: \.isNewline).compactMap { line -> [Int]? in
            let fields = line.split(separator: " ").compactMap { Int($0) }
            return fields.count == 3 && fields[0] != fields[1] ? fields : nil
        }
        var activity: [Int: Int] = [:]
        for row in rows { for person in row[0...1] { activity[person, default: 0] += 1 } }
        let chosen = Set(
            activity.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(people).map(\.key))
        rows = rows.filter { chosen.contains($0[0]) && chosen.contains($0[1]) }
            .sorted { $0[2] < $1[2] }
        guard !rows.isEmpty else { throw Failure.empty }
        return trace(busiestWindow(rows, seconds))
    }

    private static func busiestWindow(_ rows: [[Int]], _ seconds: Int) -> [[Int]] {
        var best = 0..<0
        var start = 0
        for end in rows.indices {
            while rows[end][2] - rows[start][2] >= seconds { start += 1 }
            if end + 1 - start > best.count { best = start..<end + 1 }
        }
        return Array(rows[best])
    }

    private static func trace(_ rows: [[Int]]) -> MessageTrace {
        var numbers: [Int: Int] = [:]
        let start = rows.first?[2] ?? 0
        let messages = rows.map { row in
            let people = row[0...1].map { person in
                let number = numbers[person] ?? numbers.count
                numbers[person] = number
                return number
            }
            return Message(
                time: Int64(row[2] - start) * 1_000, from: people[0], to: people[1])
        }
        return MessageTrace(messages: messages, personCount: numbers.count)
    }

    /// Bursts between a few pairs, as people write.
    package static func synthetic(
        seed: UInt64, people: Int, messages: Int, seconds: Int
    ) -> MessageTrace {
        var random = RandomStream(seed: seed)
        let pairs = (0..<people).map { person in
            (person, (person + 1 + Int.random(in: 0..<min(3, people - 1), using: &random)) % people)
        }
        let made = (0..<messages).map { _ -> Message in
            let pair = pairs[Int.random(in: pairs.indices, using: &random)]
            let isForward = Bool.random(using: &random)
            return Message(
                time: Int64.random(in: 0..<Int64(seconds) * 1_000, using: &random),
                from: isForward ? pair.0 : pair.1, to: isForward ? pair.1 : pair.0)
        }
        return MessageTrace(messages: made.sorted { $0.time < $1.time }, personCount: people)
    }

    /// Pairs who exchange anything, the smaller number first.
    package var pairs: [(Int, Int)] {
        Set(messages.map { [min($0.from, $0.to), max($0.from, $0.to)] })
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.map { ($0[0], $0[1]) }
    }
}
