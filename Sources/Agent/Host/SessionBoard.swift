import Synchronization

/// How the account stands: who answers requests looks here, who shows it is told of changes.
final class SessionBoard: Sendable {
    enum Stage: Sendable {
        /// No account lives in the home.
        case none
        /// An account lives there, and its vault is closed.
        case locked
        case open(OpenAccount)
    }

    private struct State {
        var stage: Stage
        var isScreenLocked = false
        var lastUse = ContinuousClock.now
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
    }

    private let state: Mutex<State>

    init(_ stage: Stage) { state = Mutex(State(stage: stage)) }

    var stage: Stage { state.withLock { $0.stage } }
    var isScreenLocked: Bool { state.withLock { $0.isScreenLocked } }
    /// How long nobody has used the page.
    var idleTime: Duration { state.withLock { ContinuousClock.now - $0.lastUse } }

    var openAccount: OpenAccount? {
        if case .open(let account) = stage { account } else { nil }
    }

    /// Somebody uses the page.
    func use() { state.withLock { $0.lastUse = .now } }

    /// Takes up another stage; the screen is open then.
    func set(_ stage: Stage) {
        tell { state in
            state.stage = stage
            state.isScreenLocked = false
            state.lastUse = .now
        }
    }

    func setScreenLocked(_ isLocked: Bool) {
        tell { state in
            state.isScreenLocked = isLocked
            state.lastUse = .now
        }
    }

    /// Changes from now on.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let id = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }

    private func tell(_ change: (inout State) -> Void) {
        let listeners = state.withLock { state in
            change(&state)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }
}
