import NIOCore
import ServerCore

/// Drives the helper's engine on one event loop.
final class HelperHost: Sendable {
    private struct State {
        var engine: HelperEngine
        var leader: (any Channel)?
        var isStopped = false
    }

    let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>
    private let log: ServerLog

    init(_ engine: sending HelperEngine, on loop: any EventLoop, log: ServerLog) {
        self.loop = loop
        self.log = log
        state = .makeBoxSendingValue(State(engine: engine), eventLoop: loop)
    }

    /// The newest connection counts: an earlier one may be dead without either side knowing.
    func leaderConnected(_ channel: any Channel) {
        loop.execute {
            let old = self.state.value.leader
            self.state.value.leader = channel
            old?.close(promise: nil)
            self.handle(.leaderConnected)
        }
    }

    func leaderMessage(_ channel: any Channel, _ message: [UInt8]) {
        loop.execute {
            guard self.state.value.leader === channel else { return }
            self.handle(.leaderMessage(message))
        }
    }

    func leaderDisconnected(_ channel: any Channel) {
        loop.execute {
            guard self.state.value.leader === channel else { return }
            self.state.value.leader = nil
            self.handle(.leaderDisconnected)
        }
    }

    /// Clients with a session.
    func clientCount() async -> Int {
        (try? await loop.submit { self.state.value.engine.sessionCount }.get()) ?? 0
    }

    /// Takes no more inputs and says goodbye to the leader.
    func stop() async {
        try? await loop.submit {
            self.state.value.isStopped = true
            self.state.value.leader?.close(promise: nil)
        }.get()
    }

    private func handle(_ input: HelperInput) {
        guard !state.value.isStopped else { return }
        let now = WallClock.unixMilliseconds()
        for output in state.withValue({ $0.engine.handle(input, at: now) }) { perform(output) }
    }

    private func perform(_ output: HelperOutput) {
        switch output {
        case .send(let message):
            state.value.leader?.writeAndFlush(LengthPrefix.encode(message), promise: nil)
        case .disconnectLeader:
            let leader = state.value.leader
            state.value.leader = nil
            leader?.close(promise: nil)
        case .notice(let notice): log.write(notice)
        }
    }
}
