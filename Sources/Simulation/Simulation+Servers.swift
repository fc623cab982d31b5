import ServerCore
import Wire

extension Simulation {
    func feedLeader(_ input: LeaderInput) {
        guard let leader = servers.leader else { return }
        let (outputs, localWake) = Self.step(&leader.engine, input, at: leaderClock)
        for output in outputs { perform(output) }
        guard servers.leader != nil else { return }
        let wake = localWake - leaderClockOffset
        if wake < nextLeaderTick {
            nextLeaderTick = wake
            events.add(.leaderTick, at: max(wake, now))
        }
    }

    /// In place: the engine is a large value, and to ask it for a copy costs more than the step.
    private static func step(
        _ engine: inout LeaderEngine, _ input: LeaderInput, at now: Int64
    ) -> ([LeaderOutput], wake: Int64) {
        let outputs = engine.handle(input, at: now)
        return (outputs, engine.nextWake(after: now))
    }

    private func perform(_ output: LeaderOutput) {
        switch output {
        case .send(let connection, let bytes): sendToClient(connection, bytes)
        case .sendTogether(let deliveries):
            for delivery in deliveries { sendToClient(delivery.connection, delivery.message) }
        case .disconnect(let connection):
            guard let client = clientOfConnection.removeValue(forKey: connection.rawValue) else {
                return
            }
            recorder?.leaderLost(client: client, at: now)
            events.add(
                .clientClosed(client: client, connection: connection.rawValue),
                at: max(now + delay(), clients[client].arrivesDownAfter))
        case .sendHelper(let bytes):
            guard isLinkUp else { return }
            observe(.leaderToHelper, client: -1, byteCount: bytes.count)
            recorder?.leaderSentHelper(bytes, at: now)
            arrivesAtHelperAfter = max(arrivesAtHelperAfter, now + delay())
            events.add(.toHelper(life: linkLife, bytes), at: arrivesAtHelperAfter)
        case .disconnectHelper: breakLink()
        case .notice: break
        }
    }

    private func sendToClient(_ connection: ConnectionID, _ bytes: [UInt8]) {
        guard let client = clientOfConnection[connection.rawValue] else { return }
        observe(.leaderToClient, client: client, byteCount: bytes.count)
        recorder?.leaderSent(bytes, client: client, at: now)
        clients[client].arrivesDownAfter = max(clients[client].arrivesDownAfter, now + delay())
        events.add(
            .toClient(client: client, connection: connection.rawValue, bytes),
            at: clients[client].arrivesDownAfter)
    }

    func feedHelper(_ input: HelperInput) {
        for output in servers.helper?.engine.handle(input, at: now + helperClockOffset) ?? [] {
            switch output {
            case .send(let bytes):
                guard isLinkUp else { continue }
                observe(.helperToLeader, client: -1, byteCount: bytes.count)
                recorder?.helperSent(bytes, at: now)
                arrivesFromHelperAfter = max(arrivesFromHelperAfter, now + delay())
                events.add(.fromHelper(life: linkLife, bytes), at: arrivesFromHelperAfter)
            case .disconnectLeader: breakLink()
            case .notice: break
            }
        }
    }

    // MARK: Link

    func linkUp(_ life: Int) {
        guard life == linkLife, !isLinkUp, servers.leader != nil, servers.helper != nil else {
            return
        }
        isLinkUp = true
        arrivesAtHelperAfter = now
        arrivesFromHelperAfter = now
        feedHelper(.leaderConnected)
        feedLeader(.helperConnected)
    }

    func breakLink() {
        guard isLinkUp else { return }
        isLinkUp = false
        feedHelper(.leaderDisconnected)
        feedLeader(.helperDisconnected)
        scheduleLink()
    }

    func scheduleLink() {
        linkLife += 1
        events.add(.linkUp(life: linkLife), at: now + Int64(parameters.roundMilliseconds))
    }

    // MARK: Clocks

    var leaderClock: Int64 { now + leaderClockOffset }

    func setLeaderClock(_ offset: Int64) {
        leaderClockOffset = offset
        nextLeaderTick = .max
        feedLeader(.tick)
    }

    func setHelperClock(_ offset: Int64) { helperClockOffset = offset }

    // MARK: Crashes

    func crashLeader(forRounds rounds: Int) {
        guard servers.leader != nil else { return }
        servers.leader = nil
        servers.leaderPlanes.loseWrites(&diskRandom)
        if isLinkUp {
            isLinkUp = false
            feedHelper(.leaderDisconnected)
        }
        for (connection, client) in clientOfConnection.sorted(by: { $0.key < $1.key }) {
            events.add(
                .clientClosed(client: client, connection: connection), at: now + delay())
        }
        clientOfConnection = [:]
        events.add(.startLeader, at: now + Int64(rounds * parameters.roundMilliseconds))
    }

    func restartLeader() throws {
        guard servers.leader == nil else { return }
        try servers.startLeader()
        nextLeaderTick = .max
        scheduleLink()
        feedLeader(.tick)
    }

    func crashHelper(forRounds rounds: Int) {
        guard servers.helper != nil else { return }
        servers.helper = nil
        servers.helperPlanes.loseWrites(&diskRandom)
        if isLinkUp {
            isLinkUp = false
            feedLeader(.helperDisconnected)
        }
        events.add(.startHelper, at: now + Int64(rounds * parameters.roundMilliseconds))
    }
}
