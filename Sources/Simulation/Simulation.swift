package import ClientCore
import Foundation
import ServerCore
package import Wire

/// A whole deployment in one process and in virtual time: leader, helper, clients, a network that
/// delays and breaks, programs that crash and start again.
///
/// One seed decides about everything that anything depends on.
package final class Simulation {
    enum Event {
        case connect(client: Int, life: Int)
        case toLeader(client: Int, connection: UInt64, [UInt8])
        case toClient(client: Int, connection: UInt64, [UInt8])
        case clientClosed(client: Int, connection: UInt64)
        case leaderLosesClient(client: Int, connection: UInt64)
        case prepare(client: Int, life: Int, connection: UInt64, Round)
        case transmit(client: Int, life: Int, connection: UInt64, Round)
        case leaderTick
        case linkUp(life: Int)
        case toHelper(life: Int, [UInt8])
        case fromHelper(life: Int, [UInt8])
        case startLeader, startHelper
        case startClient(Int)
        case faults
        case action(@Sendable (Simulation) throws -> Void)
    }

    package let configuration: SimulationConfiguration
    package internal(set) var now: Int64
    package var deployment: SignedDeployment { servers.deployment }
    /// What was seen on the wire since ``isRecording`` was set.
    package internal(set) var observations: [Observation] = []
    package var isRecording = false
    /// Told of everything that leader and helper see, once it is set.
    package var recorder: LiveRecorder?
    /// Which client owns a slot: for reading a recording, not for anybody in it.
    var clientOfSlot: [UInt32: Int] = [:]
    /// Called for each event of a client's engine.
    package var onEvent: (@Sendable (Int, ClientEvent) -> Void)?

    var events = EventQueue<Event>()
    var servers: SimulatedServers
    var clients: [SimulatedClient] = []
    /// Decides about the network alone: it is asked the same questions whatever clients say.
    var network: RandomStream
    var faultRandom: RandomStream
    /// Apart from the other faults: it is asked as often as something has to be stored.
    var storageRandom: RandomStream
    /// Frames that left for a round of a session that had one already: never.
    package internal(set) var repeatedFrameCount = 0
    /// Clients that can store nothing.
    package var fullDisks: Set<Int> = []
    /// What goes wrong from now on.
    package var faults: Faults
    /// How clients break the rules from now on.
    package var mutation: SimulationConfiguration.Mutation?
    /// Decides which rows a disk loses.
    var diskRandom: RandomStream
    /// Decides which commits of a broken vault are lost.
    var syncRandom: RandomStream
    /// A server's clock minus the true time, in milliseconds.
    var leaderClockOffset: Int64 = 0
    var helperClockOffset: Int64 = 0
    var linkLife = 0
    var isLinkUp = false
    var arrivesAtHelperAfter: Int64 = 0
    var arrivesFromHelperAfter: Int64 = 0
    var nextConnection: UInt64 = 1
    var clientOfConnection: [UInt64: Int] = [:]
    var nextLeaderTick = Int64.max
    /// Commands so far: each has randomness of its own while its program does not run.
    var commandCount: UInt64 = 0

    var parameters: DeploymentParameters { configuration.parameters }

    /// Both servers are up and every client has an account and runs when this returns.
    package init(_ configuration: SimulationConfiguration) throws {
        self.configuration = configuration
        network = RandomStream(seed: configuration.seed)
        faultRandom = RandomStream(seed: configuration.seed &+ 1)
        storageRandom = RandomStream(seed: configuration.seed &+ 3)
        diskRandom = RandomStream(seed: configuration.seed &+ 4)
        syncRandom = RandomStream(seed: configuration.seed &+ 5)
        faults = configuration.faults
        mutation = configuration.mutation
        servers = try SimulatedServers(configuration.parameters, seed: configuration.seed &+ 2)
        let period = Int64(configuration.parameters.roundMilliseconds)
        now = 1_700_000_000_000 / period * period
        try servers.startHelper()
        try servers.startLeader()
        events.add(.linkUp(life: 0), at: now)
        for index in 0..<configuration.clientCount { try makeAccount(index) }
        events.add(.faults, at: now + period)
    }

    /// Runs for so many milliseconds of virtual time.
    package func run(milliseconds: Int64) throws {
        let end = now + milliseconds
        while let next = events.nextTime, next <= end {
            guard let (time, event) = events.removeFirst() else { break }
            now = max(now, time)
            try handle(event)
        }
        now = end
    }

    package func run(rounds: Int) throws {
        try run(milliseconds: Int64(rounds) * Int64(parameters.roundMilliseconds))
    }

    /// Does something at a time of its own, between other events.
    package func schedule(
        at time: Int64, _ action: @escaping @Sendable (Simulation) throws -> Void
    ) {
        events.add(.action(action), at: time)
    }

    private func handle(_ event: Event) throws {
        if let client = event.machine, clients[client].asleepUntil > now {
            return events.add(event, at: clients[client].asleepUntil)
        }
        switch event {
        case .connect(let client, let life): connect(client, life)
        case .toLeader(let client, let connection, let bytes):
            guard clients[client].connection == connection else { return }
            recorder?.leaderReceived(bytes, client: client, at: now)
            feedLeader(.clientMessage(ConnectionID(rawValue: connection), bytes))
        case .toClient(let client, let connection, let bytes):
            guard clients[client].connection == connection else { return }
            receive(client, bytes)
        case .clientClosed(let client, let connection): closed(client, connection)
        case .leaderLosesClient(_, let connection):
            if let client = clientOfConnection.removeValue(forKey: connection) {
                recorder?.leaderLost(client: client, at: now)
            }
            feedLeader(.clientDisconnected(ConnectionID(rawValue: connection)))
        case .prepare(let client, let life, let connection, let round):
            prepare(client, life, connection, round)
        case .transmit(let client, let life, let connection, let round):
            transmit(client, life, connection, round)
        case .leaderTick:
            // One that an earlier one took the place of: it would ask for another for ever.
            guard now >= nextLeaderTick else { return }
            nextLeaderTick = .max
            feedLeader(.tick)
        case .linkUp(let life): linkUp(life)
        case .toHelper(let life, let bytes):
            guard life == linkLife, isLinkUp else { return }
            recorder?.helperReceived(bytes, clientOfSlot, at: now)
            feedHelper(.leaderMessage(bytes))
        case .fromHelper(let life, let bytes):
            guard life == linkLife, isLinkUp else { return }
            feedLeader(.helperMessage(bytes))
        case .startLeader: try restartLeader()
        case .startHelper:
            try servers.startHelper()
            scheduleLink()
        case .startClient(let client): try startClient(client)
        case .faults: injectFaults()
        case .action(let action): try action(self)
        }
    }

    func observe(_ place: Observation.Place, client: Int, byteCount: Int) {
        guard isRecording else { return }
        observations.append(
            Observation(time: now, place: place, client: client, byteCount: byteCount))
    }

    func delay() -> Int64 { Int64.random(in: configuration.delayMilliseconds, using: &network) }
}

extension Simulation.Event {
    /// The client's machine that has to be awake for this.
    fileprivate var machine: Int? {
        switch self {
        case .connect(let client, _), .toClient(let client, _, _), .clientClosed(let client, _),
            .prepare(let client, _, _, _), .transmit(let client, _, _, _):
            client
        default: nil
        }
    }
}
