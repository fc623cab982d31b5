import ClientCore
import Synchronization

/// What a running client shows of itself, and who is told when it changes.
final class RuntimeBoard: Sendable {
    struct State: Sendable {
        var connection = ConnectionStatus.connecting
        /// What keeps the vault from storing.
        var trouble: String?
        var answeredRounds: UInt64 = 0
        var missedRounds: UInt64 = 0
    }

    let hub = EventHub()
    private let content = Mutex(State())

    var state: State { content.withLock { $0 } }

    func show(_ event: ClientEvent) {
        switch event {
        case .connected: show(ConnectionStatus.connected)
        case .disconnected(let trouble): show(.waiting(reason: trouble.description))
        case .message(let message): hub.send(.message(message))
        case .conversation(let summary): hub.send(.conversation(summary))
        case .notice(let notice): hub.send(.notice(notice))
        case .round(let round, let answered):
            content.withLock {
                if answered { $0.answeredRounds += 1 } else { $0.missedRounds += 1 }
            }
            hub.send(.round(round, answered: answered))
        }
    }

    func show(_ status: ConnectionStatus) {
        let isNew = content.withLock { state in
            defer { state.connection = status }
            return state.connection != status
        }
        if isNew { hub.send(.connection(status)) }
    }

    func show(trouble: String?) {
        let isNew = content.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble != trouble
        }
        if isNew { hub.send(.trouble(trouble)) }
    }
}
