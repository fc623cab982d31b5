import ClientCore
import Crypto
import ServerCore
import Wire

extension Simulation {
    // MARK: Accounts

    /// Registers as `moonless join` does, before the clocks start.
    func makeAccount(_ index: Int) throws {
        let link = try servers.makeTicket()
        let key = Curve25519.Signing.PrivateKey()
        guard let slot = try freeSlot() else { throw RefusalCode.deploymentFull }
        try servers.accounts.register(
            slot: slot, key: Array(key.publicKey.rawRepresentation),
            spending: Array(SHA256.hash(data: link.ticket)))
        guard let generation = servers.accounts.account(slot: slot)?.generation else { return }
        clientOfSlot[slot] = index
        let account = Account(
            deploymentFile: deployment.encodeFile(), slot: slot, generation: generation,
            accountKey: key, displayName: "client \(index)", proxy: "")
        var client = SimulatedClient(slot: slot)
        client.vault.commit([.put(Account.recordKey, value: try account.encoded())])
        clients.append(client)
        try startClient(index)
    }

    private func freeSlot() throws -> UInt32? {
        let count = servers.accounts.freeSlotCount()
        guard count > 0 else { return nil }
        return servers.accounts.freeSlot(at: Int.random(in: 0..<count, using: &network))
    }

    func startClient(_ index: Int) throws {
        guard clients[index].engine == nil else { return }
        clients[index].life += 1
        let seed = configuration.seed &* 1_000_003 &+ UInt64(index * 1_000 + clients[index].life)
        clients[index].engine = try ClientEngine(
            records: clients[index].vault.engineRecords,
            mode: configuration.strictClients.contains(index) ? .strict : nil,
            source: clients[index].vault.source,
            random: .seeded(seed))
        clients[index].lastSent = nil
        scheduleConnect(index)
    }

    // MARK: Connection

    private func scheduleConnect(_ index: Int) {
        let attempts = clients[index].failedAttempts
        clients[index].failedAttempts = min(attempts + 1, 5)
        let wait = Int64(1_000) << Int64(attempts)
        events.add(
            .connect(client: index, life: clients[index].life),
            at: now + Int64.random(in: wait / 2...wait, using: &network))
    }

    func connect(_ index: Int, _ life: Int) {
        guard clients[index].life == life, clients[index].engine != nil,
            clients[index].connection == nil
        else { return }
        guard servers.leader != nil else { return scheduleConnect(index) }
        let connection = nextConnection
        nextConnection += 1
        clients[index].connection = connection
        clients[index].arrivesUpAfter = now
        clients[index].arrivesDownAfter = now
        clientOfConnection[connection] = index
        recorder?.leaderGained(client: index, at: now)
        observe(.connected, client: index, byteCount: 0)
        feedLeader(.clientConnected(ConnectionID(rawValue: connection)))
        apply(index) { $0.connected(at: self.clock(index)) }
    }

    func loseConnection(_ index: Int) {
        guard let connection = clients[index].connection else { return }
        events.add(.leaderLosesClient(client: index, connection: connection), at: now + delay())
        closed(index, connection)
    }

    /// The connection is gone at the client's end.
    func closed(_ index: Int, _ connection: UInt64) {
        guard clients[index].connection == connection else { return }
        clients[index].connection = nil
        clients[index].prepared = nil
        observe(.disconnected, client: index, byteCount: 0)
        guard clients[index].engine != nil else { return }
        apply(index) { $0.disconnected(at: self.clock(index)) }
        scheduleConnect(index)
    }

    func crashClient(_ index: Int, forRounds rounds: Int) {
        guard clients[index].engine != nil else { return }
        if let connection = clients[index].connection {
            events.add(
                .leaderLosesClient(client: index, connection: connection), at: now + delay())
            observe(.disconnected, client: index, byteCount: 0)
        }
        clients[index].vault.crash()
        clients[index].engine = nil
        clients[index].connection = nil
        clients[index].prepared = nil
        events.add(.startClient(index), at: now + Int64(rounds * parameters.roundMilliseconds))
    }

    /// What a client's machine takes for the time.
    func clock(_ index: Int) -> Int64 { now + clients[index].clockOffset }

    // MARK: Engine

    /// As the runtime does it: a copy handles, its changes are committed, then it is kept.
    func apply(_ index: Int, _ body: (inout ClientEngine) throws -> ClientOutput) rethrows {
        guard var engine = clients[index].engine else { return }
        let made = try body(&engine)
        var output = engine.withholdingForgotten(made)
        if !output.changes.isEmpty, isDiskFull(index) {
            if mutation == .acknowledgeUnstored {
                clients[index].engine = engine
            } else {
                clients[index].engine?.keepConnection(of: engine)
            }
            output = output.withoutChanges
        } else {
            let isSynced =
                mutation != .skipVaultSync || !syncRandom.chance(0.1)
            clients[index].vault.commit(output.changes, isSynced: isSynced)
            clients[index].engine = engine
        }
        for message in output.messages { send(index, message) }
        for event in output.events {
            if event == .connected { sessionOpened(index) }
            onEvent?(index, event)
        }
        if output.reconnect { loseConnection(index) }
    }

    private func isDiskFull(_ index: Int) -> Bool {
        fullDisks.contains(index)
            || storageRandom.chance(faults.storageFailure)
    }

    func receive(_ index: Int, _ bytes: [UInt8]) {
        // Answers to cover are for nobody.
        if configuration.isCoverOnly, bytes.first == LeaderMessage.answerType { return }
        apply(index) { $0.received(bytes, at: self.clock(index)) }
    }

    func send(_ index: Int, _ bytes: [UInt8]) {
        guard let connection = clients[index].connection else { return }
        observe(.clientToLeader, client: index, byteCount: bytes.count)
        clients[index].arrivesUpAfter = max(clients[index].arrivesUpAfter, now + delay())
        events.add(
            .toLeader(client: index, connection: connection, bytes),
            at: clients[index].arrivesUpAfter)
    }

    // MARK: Pacer

    private var lateness: Int64 {
        let schedule = RoundSchedule(parameters)
        return Int64(schedule.closeMilliseconds - schedule.sendingMilliseconds.upperBound)
    }

    private func sessionOpened(_ index: Int) {
        clients[index].lastSent = nil
        clients[index].failedAttempts = 0
        guard let session = clients[index].engine?.session else { return }
        schedule(index, session.round(at: clock(index)).next, session)
    }

    private func schedule(_ index: Int, _ round: Round, _ session: RoundSession) {
        guard let connection = clients[index].connection else { return }
        let time = session.sendTime(round) - clients[index].clockOffset
        let preparation = RoundSchedule(parameters).preparationMilliseconds
        let life = clients[index].life
        events.add(
            .prepare(client: index, life: life, connection: connection, round),
            at: time - Int64(preparation))
    }

    func prepare(_ index: Int, _ life: Int, _ connection: UInt64, _ round: Round) {
        guard clients[index].life == life, clients[index].connection == connection,
            let session = clients[index].engine?.session
        else { return }
        if !configuration.isCoverOnly, let frame = preparedFrame(index, round) {
            clients[index].prepared = (round, frame)
        }
        var time = session.sendTime(round) - clients[index].clockOffset
        if mutation == .earlyPollOnRing,
            clients[index].engine?.hasRinging == true
        {
            time -= 20
        }
        events.add(
            .transmit(client: index, life: life, connection: connection, round), at: time)
    }

    private func preparedFrame(_ index: Int, _ round: Round) -> [UInt8]? {
        var frame: [UInt8]?
        apply(index) { engine in
            guard let prepared = engine.prepare(round, at: self.clock(index)) else {
                return ClientOutput()
            }
            frame = prepared.frame
            return prepared.output
        }
        return frame
    }

    func transmit(_ index: Int, _ life: Int, _ connection: UInt64, _ round: Round) {
        guard clients[index].life == life, clients[index].connection == connection,
            let session = clients[index].engine?.session
        else { return }
        if let last = clients[index].lastSent, round <= last { repeatedFrameCount += 1 }
        let prepared = clients[index].prepared
        clients[index].prepared = nil
        // As the pacer: a machine that slept does not send late.
        guard clock(index) - session.sendTime(round) <= lateness else {
            clients[index].engine?.discard(round)
            return schedule(
                index, max(round.next, session.round(at: clock(index)).next), session)
        }
        clients[index].lastSent = round
        let isIdle = clients[index].engine?.hasPending == false
        if mutation == .skipWhenIdle, isIdle {
            clients[index].engine?.discard(round)
        } else if let prepared, prepared.round == round {
            send(index, ClientMessage.frame(prepared.frame).encoded)
        } else {
            send(index, ClientMessage.frame(session.coverFrame(round)).encoded)
        }
        schedule(index, round.next, session)
    }
}
