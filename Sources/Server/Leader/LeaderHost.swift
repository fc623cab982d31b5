import NIOCore
import ServerCore

/// Drives the leader's engine on one event loop: inputs from all connections come here in order,
/// and its outputs go out from here.
final class LeaderHost: Sendable {
    private enum Input: Sendable {
        case connected(ConnectionID, ClientLink)
        case message(ClientQueue, [UInt8])
        case disconnected(ConnectionID)
        case helperConnected(any Channel)
        case helperMessage(any Channel, [UInt8])
        case helperDisconnected(any Channel)
    }

    private struct State {
        var engine: LeaderEngine
        var clients = ClientConnections()
        var helper = LinkWriter()
        var wake: Scheduled<Void>?
        var wakeTime = Int64.max
        var isStopped = false
    }

    /// Messages of clients gather for so long.
    ///
    /// Frames come two tenths of a period before a round closes, or are late.
    private static let gatheringMilliseconds: Int64 = 4

    /// The wall clock may be set while a timer runs, so no timer runs for longer than this.
    private static let longestSleepMilliseconds: Int64 = 500

    let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>
    private let mailbox = Mailbox<Input>()
    private let log: ServerLog

    init(_ engine: sending LeaderEngine, on loop: any EventLoop, log: ServerLog) {
        self.loop = loop
        self.log = log
        state = .makeBoxSendingValue(State(engine: engine), eventLoop: loop)
    }

    func start() { loop.execute { self.tick() } }

    // MARK: From the connections

    func clientConnected(_ connection: ConnectionID, _ link: ClientLink) {
        post(.connected(connection, link))
    }

    /// - Parameter queue: Left when the engine has taken the message.
    func clientMessage(_ queue: ClientQueue, _ message: [UInt8]) {
        post(.message(queue, message), canWait: true)
    }

    func clientDisconnected(_ connection: ConnectionID) { post(.disconnected(connection)) }

    func helperConnected(_ channel: any Channel) { post(.helperConnected(channel)) }

    func helperMessage(_ channel: any Channel, _ message: [UInt8]) {
        post(.helperMessage(channel, message))
    }

    func helperDisconnected(_ channel: any Channel) { post(.helperDisconnected(channel)) }

    private func post(_ input: Input, canWait: Bool = false) {
        switch mailbox.post(input, canWait: canWait) {
        case .now: loop.execute { self.drain() }
        case .later:
            loop.scheduleTask(in: .milliseconds(Self.gatheringMilliseconds)) { self.drain() }
        case .never: break
        }
    }

    /// Clients with a session.
    func clientCount() async -> Int {
        (try? await loop.submit { self.state.value.engine.sessionCount }.get()) ?? 0
    }

    /// Takes no more inputs and says goodbye to everybody.
    func stop() async {
        try? await loop.submit {
            self.state.value.isStopped = true
            self.state.value.wake?.cancel()
            self.state.value.clients.closeAll()
            self.state.value.helper.close()
        }.get()
    }

    // MARK: On the engine's loop

    private func drain() {
        for input in mailbox.take() { receive(input) }
        endTurn()
    }

    /// What came before a round's end counts in it, though it is gathering still.
    private func tick() {
        for input in mailbox.take() { receive(input) }
        state.value.wakeTime = .max
        handle(.tick)
        endTurn()
    }

    private func receive(_ input: Input) {
        switch input {
        case .connected(let connection, let link):
            state.value.clients.add(link, as: connection)
            handle(.clientConnected(connection))
        case .message(let queue, let message):
            queue.leave()
            handle(.clientMessage(queue.connection, message))
        case .disconnected(let connection):
            state.value.clients.remove(connection)
            handle(.clientDisconnected(connection))
        case .helperConnected(let channel):
            state.value.helper.replace(channel)
            handle(.helperConnected)
        case .helperMessage(let channel, let message):
            guard state.value.helper.channel === channel else { return }
            handle(.helperMessage(message))
        case .helperDisconnected(let channel):
            guard state.value.helper.channel === channel else { return }
            state.value.helper.replace(nil)
            handle(.helperDisconnected)
        }
    }

    private func handle(_ input: LeaderInput) {
        guard !state.value.isStopped else { return }
        let now = WallClock.unixMilliseconds()
        let outputs = state.withValue { $0.engine.handle(input, at: now) }
        for output in outputs { perform(output) }
        // With its next input the engine may compute: the helper is to begin before that.
        if case .helperMessage = input { state.value.helper.flush() }
    }

    private func endTurn() {
        guard !state.value.isStopped else { return }
        state.value.helper.flush()
        let now = WallClock.unixMilliseconds()
        scheduleWake(
            min(
                state.withValue { $0.engine.nextWake(after: now) },
                now + Self.longestSleepMilliseconds), now: now)
    }

    /// A timer that runs out earlier stays: it will look again.
    private func scheduleWake(_ time: Int64, now: Int64) {
        guard time < state.value.wakeTime || state.value.wakeTime < now else { return }
        state.value.wake?.cancel()
        state.value.wakeTime = time
        state.value.wake = loop.scheduleTask(in: .milliseconds(max(0, time - now))) {
            self.tick()
        }
    }

    private func perform(_ output: LeaderOutput) {
        switch output {
        case .send(let connection, let message):
            state.value.clients.send(message, to: connection)
        case .sendTogether(let deliveries): state.value.clients.send(deliveries)
        case .disconnect(let connection): state.value.clients.close(connection)
        case .sendHelper(let message): state.value.helper.write(message)
        case .disconnectHelper: state.value.helper.close()
        case .notice(let notice): log.write(notice)
        }
    }
}
