import ClientCore
import Wire

/// A group of so many in virtual time, without faults: how long it takes to found it, how fast it
/// talks, and what another member costs.
package struct GroupFigures: Sendable {
    package struct Result: Sendable {
        package var members = 0
        /// Rounds from founding until all are in.
        package var foundingRounds = 0
        /// Rounds from a text to each reader, sorted.
        package var latencies: [Int] = []
        /// … and to the last of its readers.
        package var fullLatencies: [Int] = []
        /// Rounds from the command until the new member is in, and until all others know it.
        package var additionRounds = 0
        package var knownRounds = 0
        /// Bytes of the commit and of the Welcome.
        package var commitByteCount: UInt64 = 0
        package var welcomeByteCount: UInt64 = 0
    }

    package enum Failure: Error { case tooSlow(String) }

    /// A group has 100 members at most, and one more comes in at last.
    package static let largest = 99

    /// At most ``largest``.
    package var members: Int
    package var pages = 128
    package var reads = 2
    package var seed: UInt64 = 1
    /// Texts measured, one in so many rounds, each by somebody else.
    package var texts = 60
    package var roundsPerText = 5
    /// Everybody has the group on the screen while it talks.
    package var isOpen = false
    package var patienceRounds = 60_000

    package init(members: Int) { self.members = members }

    package func measure() throws -> Result {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = members + 1
        configuration.parameters.capacity = 2 * (members + 1)
        configuration.parameters.roundMilliseconds = 1_000
        configuration.parameters.pagesPerSlot = pages
        configuration.parameters.readsPerRound = reads
        let simulation = try Simulation(configuration)
        var result = Result()
        result.members = members
        let contacts = try meet(simulation)
        let group = try found(simulation, contacts, &result)
        try talk(simulation, group, &result)
        try add(simulation, contacts[members - 1], to: group, &result)
        return result
    }

    private func meet(_ simulation: Simulation) throws -> [String] {
        var contacts: [String] = []
        for other in 1...members {
            contacts.append(try simulation.introduce(0, other).inviter)
            try simulation.run(rounds: 4)
        }
        try wait(simulation, "introductions") {
            contacts.allSatisfy { simulation.conversation(0, $0)?.phase == .active }
        }
        return contacts
    }

    private func found(
        _ simulation: Simulation, _ contacts: [String], _ result: inout Result
    ) throws -> String {
        let group = try simulation.createGroup(
            "figures", by: 0, contacts: Array(contacts.dropLast()))
        result.foundingRounds = try wait(simulation, "founding") {
            isSettled(simulation, 0..<members)
        }
        try wait(simulation, "silence") { simulation.isQuiet }
        return group
    }

    /// All of these, and nobody else, are in the group and in the same epoch.
    private func isSettled(_ simulation: Simulation, _ clients: Range<Int>) -> Bool {
        let seen = clients.compactMap { client in
            simulation.engine(client)?.inspectGroups().first { $0.isFollowing }
        }
        return seen.count == clients.count && Set(seen.map(\.epoch)).count == 1
            && seen[0].members.count == clients.count
    }

    private func talk(
        _ simulation: Simulation, _ group: String, _ result: inout Result
    ) throws {
        var seats: [Int: String] = [:]
        for client in 0..<members {
            seats[client] = simulation.engine(client)?.inspectGroups().first?.conversation
            if isOpen { simulation.open(client, seats[client]) }
        }
        var pending: [(text: String, since: Int, missing: Set<Int>)] = []
        var round = 0
        var last: [Int: UInt64] = [:]
        while round < texts * roundsPerText || !pending.isEmpty {
            if round < texts * roundsPerText, round % roundsPerText == 0 {
                let author = (round / roundsPerText * 7) % members
                let text = "text \(round)"
                try simulation.send(text, from: author, in: seats[author] ?? "")
                pending.append((text, round, Set(0..<members).subtracting([author])))
            }
            try simulation.run(rounds: 1)
            round += 1
            guard round < patienceRounds else { throw Failure.tooSlow("talk") }
            for client in 0..<members {
                let seat = seats[client] ?? ""
                let newest = simulation.conversation(client, seat)?.lastSequence ?? 0
                guard newest != last[client] else { continue }
                last[client] = newest
                let texts = Set(
                    simulation.thread(client, seat).filter { $0.from != nil }.map(\.text))
                for index in pending.indices where texts.contains(pending[index].text) {
                    guard pending[index].missing.remove(client) != nil else { continue }
                    result.latencies.append(round - pending[index].since)
                    if pending[index].missing.isEmpty {
                        result.fullLatencies.append(round - pending[index].since)
                    }
                }
            }
            pending.removeAll(where: \.missing.isEmpty)
        }
        result.latencies.sort()
        result.fullLatencies.sort()
    }

    private func add(
        _ simulation: Simulation, _ contact: String, to group: String, _ result: inout Result
    ) throws {
        try wait(simulation, "silence") { simulation.isQuiet }
        func seen() -> GroupInspection? { simulation.engine(0)?.inspectGroups().first }
        let before = seen()
        try simulation.add([contact], to: group, by: 0)
        result.additionRounds = try wait(simulation, "addition") {
            if let now = seen(), let before, now.epoch > before.epoch, result.commitByteCount == 0 {
                result.commitByteCount = now.saidByteCount - before.saidByteCount
                result.welcomeByteCount = now.welcomeByteCount
            }
            return simulation.engine(members)?.inspectGroups().first?.isFollowing == true
        }
        result.knownRounds =
            try result.additionRounds
            + wait(simulation, "addition") { isSettled(simulation, 0..<members + 1) }
    }

    /// - Returns: how many rounds it took.
    @discardableResult
    private func wait(
        _ simulation: Simulation, _ what: String, _ isDone: () -> Bool
    ) throws -> Int {
        var rounds = 0
        while !isDone() {
            guard rounds < patienceRounds else { throw Failure.tooSlow(what) }
            try simulation.run(rounds: 1)
            rounds += 1
        }
        return rounds
    }
}
