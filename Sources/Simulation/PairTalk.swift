import ClientCore

/// People who meet in pairs and write texts of random lengths at random times, wherever they are.
package final class PairTalk: SimulatedPeople {
    /// One direction of a conversation.
    private struct Direction {
        var from: Int
        var to: Int
        var conversation: String
        var peerConversation: String
        var said: [String] = []
    }

    private let people: Int
    private let messageChance: Double
    private let longestText: Int
    private var random: RandomStream
    private var directions: [Direction] = []
    private var spoken = 0

    /// - Parameters:
    ///   - messageChance: of a text in a round, over all people.
    ///   - longestText: in characters.
    package init(seed: UInt64, people: Int, messageChance: Double, longestText: Int) {
        self.people = people
        self.messageChance = messageChance
        self.longestText = longestText
        random = RandomStream(seed: seed)
    }

    /// A connected graph: everybody meets somebody who came before, and a few meet more.
    package func meet(_ simulation: Simulation) throws {
        var pairs: Set<[Int]> = []
        for person in 1..<people {
            pairs.insert([Int.random(in: 0..<person, using: &random), person])
        }
        for _ in 0..<Int.random(in: 0...people / 2, using: &random) {
            let pair = [0, 1].map { _ in Int.random(in: 0..<people, using: &random) }.sorted()
            if pair[0] != pair[1] { pairs.insert(pair) }
        }
        for pair in pairs.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
            let ids = try simulation.introduce(pair[0], pair[1])
            directions.append(
                Direction(
                    from: pair[0], to: pair[1], conversation: ids.inviter,
                    peerConversation: ids.accepter))
            directions.append(
                Direction(
                    from: pair[1], to: pair[0], conversation: ids.accepter,
                    peerConversation: ids.inviter))
        }
    }

    package func act(_ simulation: Simulation) throws {
        if random.chance(0.01) {
            let direction = directions[Int.random(in: directions.indices, using: &random)]
            simulation.open(
                direction.from, Bool.random(using: &random) ? direction.conversation : nil)
        }
        guard random.chance(messageChance) else { return }
        let index = Int.random(in: directions.indices, using: &random)
        // People write in bursts.
        for _ in 0..<(random.chance(0.2) ? Int.random(in: 2...8, using: &random) : 1) {
            spoken += 1
            let length = drawLength()
            let start = "\(spoken) of \(directions[index].from) "
            let text = start + String(repeating: "x", count: max(0, length - start.utf8.count))
            try simulation.send(
                text, from: directions[index].from, in: directions[index].conversation)
            directions[index].said.append(text)
        }
    }

    /// Mostly a line or two, sometimes a letter, rarely a book's chapter.
    private func drawLength() -> Int {
        let bound =
            switch Double.random(in: 0..<1, using: &random) {
            case ..<0.75: 200
            case ..<0.97: 2_000
            case ..<0.995: 12_000
            default: 60_000
            }
        return Int.random(in: 1...min(bound, longestText), using: &random)
    }

    package func watch(_ simulation: Simulation) {}

    package func notes(_ simulation: Simulation) -> [String] {
        let waiting = (0..<people).flatMap { client in
            (simulation.engine(client)?.contacts ?? []).filter { $0.waitingCount > 0 }.map {
                "client \(client): \($0.waitingCount) messages wait for \($0.name)"
            }
        }
        return waiting + directions.flatMap { repetitions(in: $0, simulation) }
    }

    /// What stands twice in a reader's thread: the same message, or another one with its text.
    private func repetitions(in direction: Direction, _ simulation: Simulation) -> [String] {
        let received = simulation.thread(direction.to, direction.peerConversation)
            .filter { $0.from != nil && $0.kind == .text }
        return Dictionary(grouping: received, by: \.text).filter { $1.count > 1 }.map {
            text, records in
            "client \(direction.to): twice: \(text.prefix(24)), "
                + records.map { "\($0.id) at \($0.sequence)" }.joined(separator: ", ")
        }
    }

    package func isDone(_ simulation: Simulation) -> Bool { simulation.isQuiet }

    package func verdict(_ simulation: Simulation) -> DeliveryVerdict {
        var verdict = DeliveryVerdict()
        for direction in directions {
            let received = simulation.thread(direction.to, direction.peerConversation)
                .filter { $0.from != nil && $0.kind == .text }.map(\.text)
            verdict += DeliveryVerdict(said: direction.said, received: received)
        }
        return verdict
    }
}
