import ClientCore

/// Whether all members of each group see the same group: the same epoch, keys and roster, and nobody
/// else believes to be in it.
struct GroupConvergence {
    private(set) var isComplete = true
    /// What differs.
    private(set) var notes: [String] = []
    /// How everybody holds each group.
    private(set) var states: [[UInt8]: [String]] = [:]

    /// A client's conversation with a group.
    typealias Seat = (client: Int, conversation: String)
    /// Of each group those who are together in its newest epoch, and those who are not.
    private(set) var branches: [[UInt8]: (together: [Seat], elsewhere: [Seat])] = [:]

    init(_ simulation: Simulation, people: Int) {
        var waiting: [[UInt8]: [Seat]] = [:]
        var states: [[UInt8]: [String]] = [:]
        var seats: [[UInt8]: [(client: Int, seen: GroupInspection)]] = [:]
        for client in 0..<people {
            guard let engine = simulation.engine(client) else {
                fail("client \(client) does not run")
                continue
            }
            for inspection in engine.inspectGroups() {
                states[inspection.group, default: []].append(
                    "client \(client) in slot \(simulation.slot(client)), epoch "
                        + "\(inspection.epoch): \(inspection.state)")
                guard inspection.isFollowing else {
                    if inspection.isJoining {
                        waiting[inspection.group, default: []].append(
                            (client, inspection.conversation))
                    }
                    continue
                }
                seats[inspection.group, default: []].append((client, inspection))
            }
        }
        self.states = states
        for (group, members) in seats {
            check(group, members, simulation)
            let newest = members.max { $0.seen.epoch < $1.seen.epoch }?.seen.authenticator
            branches[group] = (
                members.filter { $0.seen.authenticator == newest }
                    .map { ($0.client, $0.seen.conversation) },
                members.filter { $0.seen.authenticator != newest }
                    .map { ($0.client, $0.seen.conversation) } + (waiting[group] ?? [])
            )
        }
        for (group, seats) in waiting where branches[group] == nil { branches[group] = ([], seats) }
    }

    private mutating func check(
        _ group: [UInt8], _ seats: [(client: Int, seen: GroupInspection)], _ simulation: Simulation
    ) {
        guard let newest = seats.map(\.seen).max(by: { $0.epoch < $1.epoch }) else { return }
        let name = group.prefix(2).map { String($0, radix: 16) }.joined()
        for (client, seen) in seats {
            if seen.heldCount > 0 { fail("group \(name): client \(client) holds something back") }
            if seen.epoch != newest.epoch || seen.authenticator != newest.authenticator {
                fail("group \(name): client \(client) in epoch \(seen.epoch) of \(newest.epoch)")
            }
        }
        defer { if !isComplete { notes += states[group] ?? [] } }
        let slots = Set(seats.map { simulation.slot($0.client) })
        if slots != newest.members {
            let missing = newest.members.subtracting(slots).sorted()
            let surplus = slots.subtracting(newest.members).sorted()
            fail("group \(name): slots \(missing) do not follow, \(surplus) are no members")
        }
    }

    private mutating func fail(_ note: String) {
        isComplete = false
        notes.append(note)
    }
}
