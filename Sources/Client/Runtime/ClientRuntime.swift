import ClientCore
import NIOCore
import NIOPosix
import ServiceLifecycle
import Wire

/// A running account: the engine with its vault, its connection and its pacer.
///
/// Each input is handled by a copy of the engine; the copy is kept, and its wishes are carried
/// out, once its changes are in the vault. Whatever a person does changes only the engine's
/// state, never when something is sent or how long it is.
package actor ClientRuntime: Service {
    /// What comes from the network and the pacer.
    ///
    /// The number is that of the attempt to connect: what an earlier connection still says does not
    /// count.
    enum Input: Sendable {
        case attempt(Int)
        case connected(LeaderConnection, Int)
        case unreachable(LeaderUnreachable, Int)
        case connection(LeaderConnection.Event, Int)
        case pacer(Pacer.Signal, Int)
        case sessionOverdue(Int)
        case expiry
    }

    /// From the connection to an open session.
    private static let sessionTimeout = TimeAmount.seconds(30)

    /// Keys that were replaced live on in the database's log for so many commits at most.
    private static let commitsUntilForgetting = 64

    // The runtime has a thread for itself and its disk; the pacer and the connection share
    // another, which nothing here can hold up.
    private nonisolated let group: MultiThreadedEventLoopGroup
    private nonisolated let executorLoop: any EventLoop
    private nonisolated let networkLoop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executorLoop.executor.asUnownedSerialExecutor()
    }

    private nonisolated let inputs: AsyncStream<Input>
    private nonisolated let inputSink: AsyncStream<Input>.Continuation
    let vault: Vault
    nonisolated let words = VaultSearch()
    private let leader: LeaderAddress
    package let proxy: ProxyAddress?
    private let clock = WallClock.system

    private var engine: ClientEngine
    private var attempt = 0
    private var connection: LeaderConnection?
    private var pacer: Pacer?
    private var delay = ReconnectionDelay()
    private nonisolated let board = RuntimeBoard()
    private var earlierPacing = Pacer.Counts()
    private var commitCount = 0
    /// Texts that were begun and not sent, by conversation.
    var drafts: [String: String]
    private nonisolated let lastWord = LastWord()
    nonisolated let unread = UnreadCounts()

    /// - Parameter proxy: in place of the one that the account was made with.
    /// - Throws: ``VaultError``, ``HomeError/noAccount(_:)`` or `WireError`.
    package init(vault: Vault, home: AccountHome, proxy: ProxyAddress?) throws {
        let records = try vault.load()
        guard records[Account.recordKey] != nil else {
            throw HomeError.noAccount(home.path)
        }
        let engine = try ClientEngine(
            records: records, source: RecordSource { vault.value($0) })
        self.engine = engine
        self.vault = vault
        drafts = Self.drafts(in: records, of: vault)
        leader = try LeaderAddress(engine.deployment.descriptor)
        let stored = engine.account.proxy
        self.proxy = try proxy ?? (stored.isEmpty ? nil : ProxyAddress(stored))
        group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        executorLoop = group.next()
        networkLoop = group.next()
        (inputs, inputSink) = AsyncStream.makeStream(of: Input.self)
    }

    // Not before: who still asks something, a page's stream of events that ends with the account
    // say, waits for an answer on the actor's thread, and would wait for ever if that were gone.
    deinit {
        let group = group
        Task.detached { try? await group.shutdownGracefully() }
    }

    // MARK: Running

    package func run() async throws {
        inputSink.yield(.attempt(attempt))
        scheduleExpiry()
        for await input in inputs.cancelOnGracefulShutdown() { await handle(input) }
        leaveConnection()
        board.hub.finish()
        vault.close()
    }

    /// Ends the run, as a graceful shutdown does.
    package nonisolated func stop() { inputSink.finish() }

    private func handle(_ input: Input) async {
        switch input {
        case .attempt(let number) where number == attempt: connect()
        case .connected(let connection, let number):
            guard number == attempt else { return connection.close() }
            guard connection.isOpen else { return wait(reason: "the leader hangs up") }
            begin(connection)
        case .unreachable(let reason, let number) where number == attempt:
            wait(reason: reason.description)
        case .connection(.message(let message), let number):
            if number == attempt { received(message) }
        case .connection(.closed, let number) where number == attempt && connection != nil:
            take { $0.disconnected(at: clock.now()) }
            wait(reason: nil)
        case .pacer(.prepare(let round), let number) where number == attempt: prepare(round)
        case .pacer(.clockJumped, let number) where number == attempt:
            take { $0.disconnected(at: clock.now()) }
            wait(reason: "this machine's clock was set: opening a new session")
        case .expiry: expire()
        case .sessionOverdue(let number) where number == attempt && pacer == nil:
            wait(reason: "the leader does not open a session")
        default: break
        }
    }

    // MARK: What disappears

    /// How late a message may disappear.
    private static let expiryPeriod = TimeAmount.seconds(2)

    private func scheduleExpiry() {
        let inputSink = inputSink
        executorLoop.scheduleTask(in: Self.expiryPeriod) { inputSink.yield(.expiry) }
    }

    /// Takes out what is due, whether there is a connection or not, and clears the log in which
    /// it would live on.
    private func expire() {
        let now = clock.now()
        var isDue = false
        take { engine in
            let output = engine.expire(at: now)
            isDue = !output.changes.isEmpty
            return output
        }
        guard isDue else { return scheduleExpiry() }
        vault.forgetOverwritten()
        // There may be more, after whatever else waits.
        inputSink.yield(.expiry)
    }

    // MARK: Connection

    private func connect() {
        let number = attempt
        let (leader, proxy, loop, inputSink) = (leader, proxy, networkLoop, inputSink)
        let (lastWord, clock) = (lastWord, clock)
        // On its own, since a connection that takes long must not hold up the commands of the
        // person; its outcome comes back as an input.
        Task {
            do {
                let connection = try await LeaderConnection.connect(
                    to: leader, proxy: proxy, on: loop,
                    onHeard: { lastWord.note(clock.uptime()) },
                    onEvent: { inputSink.yield(.connection($0, number)) })
                inputSink.yield(.connected(connection, number))
            } catch let error as LeaderUnreachable {
                inputSink.yield(.unreachable(error, number))
            }
        }
    }

    private func begin(_ connection: LeaderConnection) {
        self.connection = connection
        lastWord.note(clock.uptime())
        let (number, inputSink) = (attempt, inputSink)
        networkLoop.scheduleTask(in: Self.sessionTimeout) {
            inputSink.yield(.sessionOverdue(number))
        }
        take { $0.connected(at: clock.now()) }
    }

    private func received(_ message: [UInt8]) {
        connection?.handledMessage()
        take { $0.received(message, at: clock.now()) }
    }

    /// Ends this connection, if there is one, and comes back after a while.
    /// - Parameter reason: nil if the engine has said it.
    private func wait(reason: String?) {
        leaveConnection()
        if let reason { board.show(.waiting(reason: reason)) }
        attempt += 1
        let (number, inputSink) = (attempt, inputSink)
        networkLoop.scheduleTask(in: .milliseconds(delay.next())) {
            inputSink.yield(.attempt(number))
        }
    }

    private func leaveConnection() {
        stopPacer()
        connection?.close()
        connection = nil
    }

    // MARK: Rounds

    private func prepare(_ round: Round) {
        guard let pacer else { return }
        guard !lastWord.isOlder(than: toleratedSilenceMilliseconds, at: clock.uptime()) else {
            take { $0.disconnected(at: clock.now()) }
            return wait(reason: "the leader does not answer any more")
        }
        var frame: [UInt8]?
        let isStored = take { engine in
            guard let prepared = engine.prepare(round, at: clock.now()) else {
                return ClientOutput()
            }
            frame = prepared.frame
            return prepared.output
        }
        guard isStored else { return }
        guard let frame, self.pacer === pacer else { return }
        if !pacer.submit(frame, round) { engine.discard(round) }
    }

    private func startPacer(_ session: RoundSession) {
        guard let connection else { return }
        let (number, inputSink) = (attempt, inputSink)
        let pacer = Pacer(
            session, on: networkLoop,
            send: { connection.sendFrame($0) },
            signal: { inputSink.yield(.pacer($0, number)) })
        self.pacer = pacer
        pacer.start()
    }

    private func stopPacer() {
        guard let pacer else { return }
        pacer.stop()
        earlierPacing = pacing
        self.pacer = nil
    }

    private var pacing: Pacer.Counts {
        guard let counts = pacer?.counts else { return earlierPacing }
        return Pacer.Counts(
            prepared: earlierPacing.prepared + counts.prepared,
            cover: earlierPacing.cover + counts.cover,
            skipped: earlierPacing.skipped + counts.skipped)
    }

    /// No answer for so long: the line is dead, though nobody has said so.
    private var toleratedSilenceMilliseconds: Int64 {
        max(10_000, 8 * Int64(engine.deployment.descriptor.parameters.roundMilliseconds))
    }

    // MARK: One step

    /// Lets the engine handle what came from the network or the pacer.
    ///
    /// If that cannot be stored, the engine knows nothing of it but the state of its connection:
    /// the rhythm goes on, and what came is sent again by its author.
    ///
    /// - Returns: whether it was stored.
    @discardableResult
    private func take(_ body: (inout ClientEngine) -> ClientOutput) -> Bool {
        var copy = engine
        let made = body(&copy)
        let output = copy.withholdingForgotten(made)
        do {
            try vault.apply(output.changes)
        } catch {
            board.show(trouble: "\(error)")
            engine.keepConnection(of: copy)
            carryOut(output.withoutChanges)
            return false
        }
        if !output.changes.isEmpty { stored() }
        engine = copy
        carryOut(output)
        return true
    }

    /// Lets a copy of the engine do what a person asks for, stores its changes, keeps it.
    /// - Throws: the body's error, or ``VaultError`` when the changes could not be stored; the
    ///   engine is then as before.
    @discardableResult
    func step<Value>(
        _ body: (inout ClientEngine) throws -> (ClientOutput, Value)
    ) throws -> Value {
        var copy = engine
        let (made, value) = try body(&copy)
        let output = copy.withholdingForgotten(made)
        do {
            try vault.apply(output.changes)
        } catch {
            board.show(trouble: "\(error)")
            throw error
        }
        if !output.changes.isEmpty { stored() }
        engine = copy
        carryOut(output)
        return value
    }

    private func stored() {
        board.show(trouble: nil)
        commitCount += 1
        if commitCount % Self.commitsUntilForgetting == 0 { vault.forgetOverwritten() }
    }

    private func carryOut(_ output: ClientOutput) {
        for message in output.messages { connection?.send(message) }
        for event in output.events { show(event) }
        if output.reconnect {
            wait(reason: nil)
        } else if let session = engine.session, pacer == nil {
            startPacer(session)
        }
    }

    private func show(_ event: ClientEvent) {
        if event == .connected { delay.reset() }
        words.note(event)
        unread.note(event)
        board.show(event)
    }

    // MARK: For the commands

    package nonisolated func events() -> AsyncStream<RuntimeEvent> { board.hub.subscribe() }

    var currentEngine: ClientEngine { engine }
    var currentPacing: Pacer.Counts { pacing }
    var currentBoard: RuntimeBoard { board }
    var records: Vault { vault }
    var now: Int64 { clock.now() }
}
