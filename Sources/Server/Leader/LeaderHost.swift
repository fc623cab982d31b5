import NIOCore
import ServerCore

/// Drives the leader's engine on one event loop: inputs from all connections come here in order,
/// and its outputs go out from here.
final class LeaderHost: Sendable {
    private struct State {
        var engine: LeaderEngine
        var clients = ClientConnections()
        var helper: (any Channel)?
        var wake: Scheduled<Void>?
        var isStopped = false
    }

    /// The wall clock may be set while a timer runs, so no timer runs for longer than this.
    private static let longestSleepMilliseconds: Int64 = 500

    let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>
    private let log: ServerLog

    init(_ engine: sending LeaderEngine, on loop: any EventLoop, log: ServerLog) {
        self.loop = loop
        self.log = log
        state = .makeBoxSendingValue(State(engine: engine), eventLoop: loop)
    }

    func start() { loop.execute { self.handle(.tick) } }

    // MARK: Clients

    func clientConnected(_ connection: ConnectionID, _ channel: any Channel) {
        loop.execute {
            self.state.value.clients.add(channel, as: connection)
            self.handle(.clientConnected(connection))
        }
    }

    /// - Parameter done: Called when the engine has taken the message.
    func clientMessage(
        _ connection: ConnectionID, _ message: [UInt8], done: @escaping @Sendable () -> Void
    ) {
        loop.execute {
            done()
            self.handle(.clientMessage(connection, message))
        }
    }

    func clientDisconnected(_ connection: ConnectionID) {
        loop.execute {
            self.state.value.clients.remove(connection)
            self.handle(.clientDisconnected(connection))
        }
    }

    // MARK: Helper

    func helperConnected(_ channel: any Channel) {
        loop.execute {
            self.state.value.helper = channel
            self.handle(.helperConnected)
        }
    }

    func helperMessage(_ channel: any Channel, _ message: [UInt8]) {
        loop.execute {
            guard self.state.value.helper === channel else { return }
            self.handle(.helperMessage(message))
        }
    }

    func helperDisconnected(_ channel: any Channel) {
        loop.execute {
            guard self.state.value.helper === channel else { return }
            self.state.value.helper = nil
            self.handle(.helperDisconnected)
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
            self.state.value.helper?.close(promise: nil)
        }.get()
    }

    // MARK: The engine

    private func handle(_ input: LeaderInput) {
        guard !state.value.isStopped else { return }
        let now = WallClock.unixMilliseconds()
        let outputs = state.withValue { $0.engine.handle(input, at: now) }
        for output in outputs { perform(output) }
        scheduleWake(state.withValue { $0.engine.nextWake(after: now) })
    }

    private func scheduleWake(_ time: Int64) {
        let delay = min(
            max(0, time - WallClock.unixMilliseconds()), Self.longestSleepMilliseconds)
        state.value.wake?.cancel()
        state.value.wake = loop.scheduleTask(in: .milliseconds(delay)) { self.handle(.tick) }
    }

    private func perform(_ output: LeaderOutput) {
        switch output {
        case .send(let connection, let message):
            state.value.clients.send(message, to: connection)
        case .sendTogether(let deliveries): state.value.clients.send(deliveries)
        case .disconnect(let connection): state.value.clients.close(connection)
        case .sendHelper(let message):
            state.value.helper?.writeAndFlush(LengthPrefix.encode(message), promise: nil)
        case .disconnectHelper:
            let helper = state.value.helper
            state.value.helper = nil
            helper?.close(promise: nil)
        case .notice(let notice): log.write(notice)
        }
    }
}
