import Audit
import ClientCore
import Simulation
import Wire

/// Plays the messages of a log through clients, leader and helper, while both servers are recorded.
final class LivePlay {
    /// What became of it.
    struct Outcome {
        /// On the recording's clock, people by number; a message to a group is one to each member.
        var messages = MessageLog()
        var rounds = 0
        var meetingRounds = 0
        var groupSizes: [Int] = []
        var arrivals = Arrivals()
        var repeatedFrames = 0
    }

    private let plan: ReplayPlan
    private let scale: Int64
    private let log: MessageLog
    private let simulation: Simulation
    private let progress: (String) -> Void
    private var conversations: [[Int]: String] = [:]
    private var outcome = Outcome()
    private var texts: [(word: Word, text: String)] = []

    /// - Parameter log: Its users are the people, by number.
    init(_ log: MessageLog, _ plan: ReplayPlan, progress: @escaping (String) -> Void) throws {
        self.log = log
        self.plan = plan
        self.progress = progress
        scale = Int64(plan.scale ?? 1)
        let people = log.users.count
        var configuration = SimulationConfiguration()
        configuration.seed = plan.seed
        configuration.clientCount = people
        configuration.isCoverOnly = plan.payload == .random
        configuration.parameters.roundMilliseconds = plan.roundMilliseconds / Int(scale)
        var capacity = 16
        while capacity * 4 < people * 5 { capacity *= 2 }
        configuration.parameters.capacity = capacity
        configuration.parameters.pagesPerSlot = max(8, min(128, 65_536 / capacity))
        configuration.delayMilliseconds =
            1...Int64(min(200, configuration.parameters.roundMilliseconds / 12))
        let span = (log.times.last ?? 0) - (log.times.first ?? 0)
        configuration.plannedRounds = max(300, Int(span) / plan.roundMilliseconds)
        simulation = try Simulation(configuration)
        for person in 0..<people { _ = outcome.messages.users.number(of: String(person)) }
    }

    private var period: Int64 { Int64(plan.roundMilliseconds) / scale }

    /// - Parameters:
    ///   - meetingRounds: How long introductions may take; nil until they are done.
    ///   - sink: Is told of everything that the servers see from here on.
    func run(meetingRounds: Int?, into sink: @escaping (Sighting) -> Void) throws -> Outcome {
        // Everybody connects first: how a deployment begins is nobody's conversation.
        try simulation.run(rounds: 12)
        let start = simulation.now
        let recorder = LiveRecorder(simulation.configuration.parameters, sink: sink)
        simulation.recorder = recorder
        if plan.payload == .real { try meet(rounds: meetingRounds) }
        let groups = plan.payload == .real ? try makeGroups() : plannedGroups()
        simulation.faults = plan.faults
        // Only now: clients that read nothing while they are idle would never meet.
        simulation.mutation = plan.mutation
        try say(words(groups))
        try simulation.run(rounds: 30)
        simulation.recorder = nil
        precondition(recorder.unreadCount == 0, "the recorder could not read the servers' link")
        outcome.rounds = Int((simulation.now - start) / period)
        outcome.repeatedFrames = simulation.repeatedFrameCount
        if plan.payload == .real { try check() }
        _ = outcome.messages.sortByTime()
        return outcome
    }

    // MARK: Acquaintances

    private func meet(rounds: Int?) throws {
        progress("introductions")
        for pair in log.partners().pairs {
            let (one, other) = (Int(pair.first), Int(pair.second))
            let ids = try simulation.introduce(one, other)
            conversations[[one, other]] = ids.inviter
            conversations[[other, one]] = ids.accepter
        }
        var played = 0
        while played < (rounds ?? plan.patienceRounds), rounds != nil || !haveAllMet {
            try simulation.run(rounds: 8)
            played += 8
        }
        outcome.meetingRounds = played
    }

    private var haveAllMet: Bool {
        conversations.allSatisfy {
            simulation.conversation($0.key[0], $0.value)?.phase == .active
        }
    }

    private struct Group {
        let members: [Int]
        var conversations: [Int: String] = [:]
    }

    /// Those with most acquaintances are in a group with three of them each.
    private func circles() -> [[Int]] {
        let partners = log.partners()
        return (0..<log.users.count).filter { partners.degree(of: $0) >= 2 }
            .sorted { (partners.degree(of: $1), $0) < (partners.degree(of: $0), $1) }
            .prefix(plan.groupCount)
            .map { [$0] + partners.partners(of: $0).prefix(3).map { Int($0) } }
    }

    /// Groups of clients that send cover: who is in them is said to nobody.
    private func plannedGroups() -> [Group] {
        let groups = circles().map { members in
            Group(
                members: members,
                conversations: Dictionary(uniqueKeysWithValues: members.map { ($0, "") }))
        }
        outcome.groupSizes = groups.map(\.members.count)
        return groups
    }

    private func makeGroups() throws -> [Group] {
        var groups: [Group] = []
        for circle in circles() {
            let founder = circle[0]
            let active = circle.dropFirst().filter {
                simulation.conversation(founder, conversations[[founder, $0]] ?? "")?.phase
                    == .active
            }
            guard active.count >= 2 else { continue }
            let id = try simulation.createGroup(
                "group \(groups.count)", by: founder,
                contacts: active.compactMap { conversations[[founder, $0]] })
            groups.append(Group(members: [founder] + active, conversations: [founder: id]))
        }
        // As long in every world.
        try simulation.run(rounds: plan.groupCount == 0 ? 0 : 240)
        for index in groups.indices {
            for member in groups[index].members.dropFirst() {
                groups[index].conversations[member] =
                    simulation.group("group \(index)", of: member)
            }
            outcome.groupSizes.append(groups[index].conversations.count)
        }
        return groups
    }

    // MARK: Words

    /// The log's messages, and to the groups one more for every third of a member's.
    private func words(_ groups: [Group]) -> [Word] {
        let begin = simulation.now
        let first = log.times.first ?? 0
        var words: [Word] = []
        var spoken = [Int](repeating: 0, count: log.users.count)
        for row in 0..<log.count {
            let from = Int(log.from[row])
            let to = Int(log.to[row])
            let time = begin + (log.times[row] - first) / scale
            words.append(
                Word(
                    time: time, from: from, conversation: conversations[[from, to]] ?? "",
                    readers: [(to, conversations[[to, from]] ?? "")]))
            spoken[from] += 1
            guard spoken[from] % 3 == 0 else { continue }
            for group in groups {
                guard let own = group.conversations[from] else { continue }
                words.append(
                    Word(
                        time: time, from: from, conversation: own,
                        readers: group.conversations.filter { $0.key != from }
                            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                        isToGroup: true))
            }
        }
        return words
    }

    private func say(_ words: [Word]) throws {
        for (index, word) in words.enumerated() {
            if index % max(1, words.count / 10) == 0 {
                progress("message \(index) of \(words.count)")
            }
            try simulation.run(milliseconds: max(0, word.time - simulation.now))
            for reader in word.readers {
                outcome.messages.append(
                    time: simulation.now * scale, from: Int32(word.from),
                    to: Int32(reader.person))
            }
            guard plan.payload == .real else { continue }
            let text = "\(index): " + String(repeating: "words ", count: 1 + index % 12)
            try simulation.send(text, from: word.from, in: word.conversation)
            texts.append((word, text))
        }
    }

    // MARK: Arrival

    /// Everything goes well again until all has arrived or the patience is over, unrecorded.
    ///
    /// Clients that break the rules are not waited for.
    private func check() throws {
        progress("deliveries")
        simulation.calm()
        outcome.arrivals.update(texts, simulation)
        outcome.arrivals.missingAtOnce = outcome.arrivals.missing.count
        guard plan.mutation == nil else { return }
        let step = 30
        while !outcome.arrivals.isComplete, outcome.arrivals.waitedRounds < plan.patienceRounds {
            try simulation.run(rounds: step)
            outcome.arrivals.waitedRounds += step
            outcome.arrivals.update(texts, simulation)
        }
    }
}
