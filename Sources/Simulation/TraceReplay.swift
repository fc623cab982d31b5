import ClientCore
import Wire

/// Plays a trace through a simulation with real texts and checks what arrives.
package final class TraceReplay {
    /// What became of the messages of a trace.
    package struct Result: Sendable, CustomStringConvertible {
        package var sent = 0
        package var lost = 0
        package var duplicated = 0
        package var outOfOrder = 0
        /// Of another conversation, or never written.
        package var foreign = 0
        package var rounds = 0

        package var isPerfect: Bool {
            lost == 0 && duplicated == 0 && outOfOrder == 0 && foreign == 0
        }

        package var description: String {
            "\(sent) messages in \(rounds) rounds: \(lost) lost, \(duplicated) duplicated, "
                + "\(outOfOrder) out of order, \(foreign) foreign"
        }
    }

    private let simulation: Simulation
    private let trace: MessageTrace
    /// Of a person's conversation with another.
    private var conversations: [[Int]: String] = [:]
    private var expected: [[Int]: [String]] = [:]

    package init(_ simulation: Simulation, _ trace: MessageTrace) {
        self.simulation = simulation
        self.trace = trace
    }

    /// Introduces all pairs, waits until they know each other, plays, and waits until all is
    /// quiet, at most so many rounds.
    package func run(patienceRounds: Int) throws -> Result {
        for (one, other) in trace.pairs {
            let ids = try simulation.introduce(one, other)
            conversations[[one, other]] = ids.inviter
            conversations[[other, one]] = ids.accepter
        }
        let start = simulation.now
        try waitUntilActive(patienceRounds)
        let begin = simulation.now
        for (index, message) in trace.messages.enumerated() {
            try simulation.run(milliseconds: max(0, begin + message.time - simulation.now))
            try send("\(index) from \(message.from)", message)
        }
        try wait(patienceRounds) { simulation.isQuiet }
        var result = check()
        let period = Int64(simulation.configuration.parameters.roundMilliseconds)
        result.rounds = Int((simulation.now - start) / period)
        return result
    }

    private func waitUntilActive(_ patienceRounds: Int) throws {
        try wait(patienceRounds) {
            conversations.allSatisfy {
                simulation.conversation($0.key[0], $0.value)?.phase == .active
            }
        }
    }

    private func wait(_ patienceRounds: Int, _ isDone: () -> Bool) throws {
        for _ in 0..<patienceRounds / 4 where !isDone() { try simulation.run(rounds: 4) }
    }

    private func send(_ text: String, _ message: MessageTrace.Message) throws {
        guard let id = conversations[[message.from, message.to]] else { return }
        try simulation.send(text, from: message.from, in: id)
        expected[[message.from, message.to], default: []].append(text)
    }

    private func check() -> Result {
        var result = Result()
        for (direction, texts) in expected { compare(direction, texts, &result) }
        return result
    }

    private func compare(_ direction: [Int], _ texts: [String], _ result: inout Result) {
        let received = simulation.thread(
            direction[1], conversations[[direction[1], direction[0]]] ?? ""
        ).filter { $0.from != nil && $0.kind == .text }.map(\.text)
        result.sent += texts.count
        let known = Set(texts)
        let unique = Set(received)
        result.foreign += received.count { !known.contains($0) }
        result.lost += texts.count { !unique.contains($0) }
        result.duplicated += received.count - unique.count
        let places = received.compactMap { texts.firstIndex(of: $0) }
        result.outOfOrder += zip(places, places.dropFirst()).count { $0 > $1 }
    }
}
