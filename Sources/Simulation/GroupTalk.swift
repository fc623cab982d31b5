import ClientCore

/// People who meet in pairs, and of whom some found groups: members come, go, are removed, rename,
/// become administrators and write at the same time, wherever they are.
package final class GroupTalk: SimulatedPeople {
    /// How much happens.
    package struct Habits: Sendable {
        /// Groups that may be founded.
        package var groups = 2
        /// Of a text in a group in a round, over all people.
        package var messageChance = 0.03
        /// Of a change of a group in a round, over all people.
        package var changeChance = 0.01
        package var longestText = 2_000

        package init() {}
    }

    /// A client's conversation with a group.
    struct Seat {
        var client: Int
        var conversation: String
        var group: [UInt8]
    }

    private let pairs: PairTalk
    private let people: Int
    private let habits: Habits
    private var random: RandomStream
    private var founded = 0
    private var spoken = 0
    private var renamed = 0
    /// Where everybody sat when its program last ran.
    private var seats: [Int: [Seat]] = [:]
    private var ledger = GroupLedger()

    package init(seed: UInt64, people: Int, pairs: PairTalk, habits: Habits = Habits()) {
        self.people = people
        self.pairs = pairs
        self.habits = habits
        random = RandomStream(seed: seed)
    }

    package func meet(_ simulation: Simulation) throws { try pairs.meet(simulation) }

    package func act(_ simulation: Simulation) throws {
        try pairs.act(simulation)
        watch(simulation)
        if random.chance(habits.changeChance) { try change(simulation) }
        if random.chance(habits.messageChance) { try talk(simulation) }
    }

    package func watch(_ simulation: Simulation) { ledger.watch(simulation) }

    /// Who is in another branch of a group than the others, or waits to be brought back, gives it up;
    /// administrators remove whom nobody hears.
    package func stepIn(_ simulation: Simulation) throws -> [String] {
        var deeds: [String] = []
        for (group, seats) in GroupConvergence(simulation, people: people).branches {
            let name = "group \(group.prefix(2).map { String($0, radix: 16) }.joined())"
            for seat in seats.elsewhere {
                try unlessRefused {
                    try simulation.leave(seat.conversation, by: seat.client)
                    ledger.left(group, by: seat.client, simulation)
                    deeds.append("\(name): client \(seat.client) gave it up")
                }
            }
            deeds += try removeGhosts(from: seats.together, name, simulation)
            deeds += try leaveWithoutAdministrator(group, seats.together, name, simulation)
        }
        return deeds
    }

    private func ghosts(
        of seat: GroupConvergence.Seat, _ seats: [GroupConvergence.Seat], _ simulation: Simulation
    )
        -> [String]
    {
        let followers = Set(seats.compactMap { simulation.identity(of: $0.client) })
        return simulation.memberIDs(seat.conversation, of: seat.client).filter {
            !followers.contains($0)
        }
    }

    private func removeGhosts(
        from seats: [GroupConvergence.Seat], _ name: String, _ simulation: Simulation
    ) throws -> [String] {
        var deeds: [String] = []
        for seat in seats where simulation.administers(seat.conversation, seat.client) {
            for ghost in ghosts(of: seat, seats, simulation) {
                try unlessRefused {
                    try simulation.remove(id: ghost, from: seat.conversation, by: seat.client)
                    deeds.append("\(name): client \(seat.client) removed who was not heard")
                }
            }
        }
        return deeds
    }

    /// Nobody is left who could remove those whom nobody hears: people found another group.
    private func leaveWithoutAdministrator(
        _ group: [UInt8], _ seats: [GroupConvergence.Seat], _ name: String, _ simulation: Simulation
    ) throws -> [String] {
        guard !seats.contains(where: { simulation.administers($0.conversation, $0.client) }),
            let first = seats.first, !ghosts(of: first, seats, simulation).isEmpty
        else { return [] }
        var deeds: [String] = []
        for seat in seats {
            try unlessRefused {
                try simulation.leave(seat.conversation, by: seat.client)
                ledger.left(group, by: seat.client, simulation)
                deeds.append("\(name): client \(seat.client) left, as nobody administers it")
            }
        }
        return deeds
    }

    package func isDone(_ simulation: Simulation) -> Bool {
        pairs.isDone(simulation) && ledger.isDone
            && GroupConvergence(simulation, people: people).isComplete
    }

    package func verdict(_ simulation: Simulation) -> DeliveryVerdict {
        var verdict = pairs.verdict(simulation)
        verdict += ledger.verdict(simulation, people: people)
        return verdict
    }

    package func notes(_ simulation: Simulation) -> [String] {
        var notes = pairs.notes(simulation) + ledger.notes
        _ = ledger.verdict(simulation, people: people) { notes.append($0) }
        let groups = GroupConvergence(simulation, people: people)
        notes += groups.notes
        if groups.isComplete, !ledger.isDone { notes += groups.states.values.flatMap { $0 } }
        return notes
    }

    // MARK: Talk

    private func talk(_ simulation: Simulation) throws {
        findSeats(simulation)
        guard
            let seat = seats.values.flatMap({ $0 }).sorted(by: Self.precedes)
                .randomElement(using: &random)
        else { return }
        var speakers = [seat]
        // Several members at once.
        if random.chance(0.3) {
            let others = seats.values.flatMap { $0 }.filter {
                $0.group == seat.group && $0.client != seat.client
            }
            speakers += others.sorted(by: Self.precedes).shuffled(using: &random).prefix(3)
        }
        defer { watch(simulation) }
        for speaker in speakers {
            for _ in 0..<(random.chance(0.2) ? Int.random(in: 2...4, using: &random) : 1) {
                try say(simulation, speaker)
            }
        }
    }

    private func say(_ simulation: Simulation, _ seat: Seat) throws {
        spoken += 1
        let longest = random.chance(0.9) ? min(200, habits.longestText) : habits.longestText
        let length = Int.random(in: 1...longest, using: &random)
        let start = "\(spoken) of \(seat.client) to all "
        let text = start + String(repeating: "g", count: max(0, length - start.utf8.count))
        try unlessRefused {
            let id = try simulation.say(text, from: seat.client, in: seat.conversation)
            ledger.said(
                text, number: spoken, id: id, by: seat.client, in: seat.conversation,
                group: seat.group)
        }
    }

    /// Whose program runs says where it sits now; the others sit where they sat.
    private func findSeats(_ simulation: Simulation) {
        for client in 0..<people {
            guard let engine = simulation.engine(client) else { continue }
            let places = engine.inspectGroups().filter(\.isFollowing).map {
                Seat(client: client, conversation: $0.conversation, group: $0.group)
            }
            seats[client] = places.sorted(by: Self.precedes)
        }
    }

    private static func precedes(_ left: Seat, _ right: Seat) -> Bool {
        (left.client, left.conversation) < (right.client, right.conversation)
    }

    // MARK: Changes

    private func change(_ simulation: Simulation) throws {
        findSeats(simulation)
        let all = seats.values.flatMap { $0 }.sorted(by: Self.precedes)
        if founded < habits.groups, all.isEmpty || random.chance(0.2) {
            return try found(simulation)
        }
        guard let seat = all.randomElement(using: &random) else { return }
        try unlessRefused {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<35: try add(simulation, seat)
            case ..<50: try remove(simulation, seat)
            case ..<60:
                try simulation.leave(seat.conversation, by: seat.client)
                ledger.left(seat.group, by: seat.client, simulation)
            case ..<75:
                renamed += 1
                try simulation.rename(
                    seat.conversation, to: "group named \(renamed)", by: seat.client)
            case ..<95: try promote(simulation, seat)
            default: try invite(simulation, seat)
            }
        }
    }

    private func found(_ simulation: Simulation) throws {
        let founder = Int.random(in: 0..<people, using: &random)
        let contacts = contacts(simulation, founder).shuffled(using: &random)
        guard !contacts.isEmpty else { return }
        try unlessRefused {
            _ = try simulation.createGroup(
                "group \(founded)", by: founder,
                contacts: Array(contacts.prefix(Int.random(in: 1...4, using: &random))))
            founded += 1
        }
    }

    private func add(_ simulation: Simulation, _ seat: Seat) throws {
        let contacts = contacts(simulation, seat.client)
        guard let contact = contacts.randomElement(using: &random) else { return }
        try simulation.add([contact], to: seat.conversation, by: seat.client)
    }

    private func remove(_ simulation: Simulation, _ seat: Seat) throws {
        let names = simulation.members(seat.conversation, of: seat.client)
        guard let name = names.randomElement(using: &random), name != "you" else { return }
        try simulation.remove(name, from: seat.conversation, by: seat.client)
    }

    private func promote(_ simulation: Simulation, _ seat: Seat) throws {
        let names = simulation.members(seat.conversation, of: seat.client)
        guard let name = names.randomElement(using: &random) else { return }
        try simulation.promote(name, in: seat.conversation, by: seat.client)
    }

    private func invite(_ simulation: Simulation, _ seat: Seat) throws {
        let guest = Int.random(in: 0..<people, using: &random)
        guard guest != seat.client else { return }
        _ = try simulation.introduce(guest, to: seat.conversation, by: seat.client)
    }

    private func contacts(_ simulation: Simulation, _ client: Int) -> [String] {
        (simulation.engine(client)?.contacts ?? [])
            .filter { !$0.isGroup && $0.phase == .active }.map(\.id).sorted()
    }

    /// What a program refuses changes nothing: its person is told.
    private func unlessRefused(_ body: () throws -> Void) throws {
        do { try body() } catch is CommandError {}
    }
}
