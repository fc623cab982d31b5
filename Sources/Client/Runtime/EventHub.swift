import Synchronization

/// Hands each event to all who listen.
///
/// Who does not keep up is cut off, and may listen anew.
final class EventHub: Sendable {
    private struct State {
        var continuations: [Int: AsyncStream<RuntimeEvent>.Continuation] = [:]
        var nextID = 0
        var isFinished = false
    }

    private static let bufferedEventLimit = 4_096

    private let state = Mutex(State())

    func subscribe() -> AsyncStream<RuntimeEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RuntimeEvent.self, bufferingPolicy: .bufferingOldest(Self.bufferedEventLimit))
        let id: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.nextID += 1
            state.continuations[state.nextID] = continuation
            return state.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.continuations.removeValue(forKey: id) }
        }
        return stream
    }

    func send(_ event: RuntimeEvent) {
        let continuations = state.withLock { Array($0.continuations.values) }
        for continuation in continuations {
            if case .dropped = continuation.yield(event) { continuation.finish() }
        }
    }

    func finish() {
        let continuations = state.withLock { state in
            state.isFinished = true
            defer { state.continuations = [:] }
            return Array(state.continuations.values)
        }
        for continuation in continuations { continuation.finish() }
    }
}
