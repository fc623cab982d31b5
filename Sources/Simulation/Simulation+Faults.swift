import Wire

extension Simulation {
    /// Draws the faults of a round.
    ///
    /// The same questions are asked whatever people do.
    func injectFaults() {
        events.add(.faults, at: now + Int64(parameters.roundMilliseconds))
        injectServerFaults()
        for client in clients.indices { injectClientFaults(client) }
    }

    private func injectServerFaults() {
        if faultRandom.chance(faults.leaderCrash) { crashLeader(forRounds: 5) }
        if faultRandom.chance(faults.helperCrash) { crashHelper(forRounds: 5) }
        if faultRandom.chance(faults.linkLoss) { breakLink() }
        if faultRandom.chance(faults.oldPlaneFile) { bringBackOldPlanes() }
        if faultRandom.chance(faults.helperAway) {
            let hour = 3_600_000 / parameters.roundMilliseconds
            crashHelper(forRounds: max(5, min(hour, configuration.plannedRounds / 5)))
        }
        if faultRandom.chance(faults.serverClockJump) { setServerClock() }
    }

    private func injectClientFaults(_ client: Int) {
        if faultRandom.chance(faults.clientCrash) { crashClient(client, forRounds: 10) }
        if faultRandom.chance(faults.connectionLoss) { loseConnection(client) }
        if faultRandom.chance(faults.stall) {
            clients[client].arrivesUpAfter = now + Int64(2 * parameters.roundMilliseconds)
        }
        if faultRandom.chance(faults.longAbsence) {
            let longest = min(1_500, configuration.plannedRounds / 3)
            crashClient(
                client,
                forRounds: Int.random(in: longest / 10...max(1, longest), using: &faultRandom))
        }
        if faultRandom.chance(faults.suspension) {
            let rounds = Int.random(in: 1...100, using: &faultRandom)
            clients[client].asleepUntil = now + Int64(rounds * parameters.roundMilliseconds)
        }
        if faultRandom.chance(faults.clockJump) {
            setClock(client, Int64.random(in: -1_800_000...1_800_000, using: &faultRandom))
        }
    }

    /// A client's clock is set; its pacer notices and connects again.
    package func setClock(_ client: Int, _ offset: Int64) {
        clients[client].clockOffset = offset
        loseConnection(client)
    }

    /// So many milliseconds pass for everybody at once.
    package func setAllClocks(_ offset: Int64) {
        setLeaderClock(offset)
        setHelperClock(offset)
        for client in clients.indices { setClock(client, offset) }
    }

    /// A copy of a server's plane file is made now and found in its place some time later.
    private func bringBackOldPlanes() {
        let isLeader = Bool.random(using: &faultRandom)
        let rounds = Int.random(in: 10...300, using: &faultRandom)
        let planes = isLeader ? servers.leaderPlanes : servers.helperPlanes
        planes.takeCopy()
        schedule(at: now + Int64(rounds * parameters.roundMilliseconds)) { simulation in
            if isLeader {
                simulation.crashLeader(forRounds: 3)
                simulation.servers.leaderPlanes.restoreCopy()
            } else {
                simulation.crashHelper(forRounds: 3)
                simulation.servers.helperPlanes.restoreCopy()
            }
        }
    }

    /// A server's clock is wrong for a while, by up to forty rounds or half an hour.
    private func setServerClock() {
        let isLeader = Bool.random(using: &faultRandom)
        let most = min(Int64(40 * parameters.roundMilliseconds), 1_800_000)
        let offset = Int64.random(in: -most...most, using: &faultRandom)
        let rounds = Int.random(in: 3...60, using: &faultRandom)
        if isLeader { setLeaderClock(offset) } else { setHelperClock(offset) }
        schedule(at: now + Int64(rounds * parameters.roundMilliseconds)) { simulation in
            if isLeader { simulation.setLeaderClock(0) } else { simulation.setHelperClock(0) }
        }
    }

    /// No more faults: all programs run, all clocks are right.
    package func calm() {
        faults = Faults()
        setLeaderClock(0)
        setHelperClock(0)
        for client in clients.indices {
            clients[client].asleepUntil = 0
            if clients[client].clockOffset != 0 { setClock(client, 0) }
        }
    }
}
