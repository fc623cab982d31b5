import NIOCore
import ServerCore

/// Drives the helper's engine on one event loop.
final class HelperHost: Sendable {
    private enum Input: Sendable {
        case connected(any Channel)
        case message(any Channel, [UInt8])
        case disconnected(any Channel)
    }

    private struct State {
        var engine: HelperEngine
        var leader = LinkWriter()
        var isStopped = false
    }

    let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>
    private let mailbox = Mailbox<Input>()
    private let log: ServerLog

    init(_ engine: sending HelperEngine, on loop: any EventLoop, log: ServerLog) {
        self.loop = loop
        self.log = log
        state = .makeBoxSendingValue(State(engine: engine), eventLoop: loop)
    }

    /// The newest connection counts: an earlier one may be dead without either side knowing.
    func leaderConnected(_ channel: any Channel) { post(.connected(channel)) }

    func leaderMessage(_ channel: any Channel, _ message: [UInt8]) {
        post(.message(channel, message))
    }

    func leaderDisconnected(_ channel: any Channel) { post(.disconnected(channel)) }

    private func post(_ input: Input) {
        if case .now = mailbox.post(input) { loop.execute { self.drain() } }
    }

    /// Clients with a session.
    func clientCount() async -> Int {
        (try? await loop.submit { self.state.value.engine.sessionCount }.get()) ?? 0
    }

    /// Takes no more inputs and says goodbye to the leader.
    func stop() async {
        try? await loop.submit {
            self.state.value.isStopped = true
            self.state.value.leader.close()
        }.get()
    }

    private func drain() {
        for input in mailbox.take() { receive(input) }
        state.value.leader.flush()
    }

    private func receive(_ input: Input) {
        switch input {
        case .connected(let channel):
            let old = state.value.leader.channel
            state.value.leader.replace(channel)
            old?.close(promise: nil)
            handle(.leaderConnected)
        case .message(let channel, let message):
            guard state.value.leader.channel === channel else { return }
            handle(.leaderMessage(message))
        case .disconnected(let channel):
            guard state.value.leader.channel === channel else { return }
            state.value.leader.replace(nil)
            handle(.leaderDisconnected)
        }
    }

    private func handle(_ input: HelperInput) {
        guard !state.value.isStopped else { return }
        let now = WallClock.unixMilliseconds()
        for output in state.withValue({ $0.engine.handle(input, at: now) }) { perform(output) }
    }

    private func perform(_ output: HelperOutput) {
        switch output {
        case .send(let message): state.value.leader.write(message)
        case .disconnectLeader: state.value.leader.close()
        case .notice(let notice): log.write(notice)
        }
    }
}
