import ClientCore
import Simulation

/// What became of everything that was said: a group's message is due at each other member.
struct Arrivals {
    /// A text that its reader does not have.
    struct Missing: CustomStringConvertible {
        let text: String
        let from: Int
        let to: Int
        let isToGroup: Bool
        /// How far its author's program says it has come; nil if it does not know the text.
        let state: MessageRecord.State?

        var description: String {
            "'\(text.prefix { $0 != ":" })' from \(from) to \(to)"
                + "\(isToGroup ? " in a group" : ""), \(state?.rawValue ?? "not said")"
        }
    }

    private(set) var due = 0
    private(set) var missing: [Missing] = []
    /// Every author's program has heard that all of it was read.
    private(set) var isQuiet = false
    /// How many were missing when the recording ended.
    var missingAtOnce = 0
    /// Rounds after the recording until all was there, or nobody waited any longer.
    var waitedRounds = 0

    var arrived: Int { due - missing.count }
    var isComplete: Bool { isQuiet && missing.isEmpty }

    /// Looks into everybody's threads.
    mutating func update(_ texts: [(word: Word, text: String)], _ simulation: Simulation) {
        var threads: [String: Set<String>] = [:]
        due = 0
        missing = []
        isQuiet = simulation.isQuiet
        for (word, text) in texts {
            for reader in word.readers {
                due += 1
                let key = "\(reader.person) \(reader.conversation)"
                let received =
                    threads[key] ?? Self.received(reader.person, reader.conversation, simulation)
                threads[key] = received
                guard !received.contains(text) else { continue }
                let record = simulation.thread(word.from, word.conversation)
                    .first { $0.text == text }
                missing.append(
                    Missing(
                        text: text, from: word.from, to: reader.person,
                        isToGroup: word.isToGroup, state: record?.state))
            }
        }
    }

    private static func received(
        _ person: Int, _ conversation: String, _ simulation: Simulation
    ) -> Set<String> {
        Set(
            simulation.thread(person, conversation).filter { $0.from != nil && $0.kind == .text }
                .map(\.text))
    }
}
