import NIOConcurrencyHelpers
import NIOCore

/// Counts the frames of a round over all event loops and, when the last one has come, has each loop
/// write its clients' answers in one go.
final class RoundGate: Sendable {
    private typealias Answering = (loop: any EventLoop, answer: @Sendable () -> Void)

    private struct State {
        var arrived = 0
        var loops: [Answering] = []
    }

    private let clients: Int
    private let state = NIOLockedValueBox(State())

    init(clients: Int) { self.clients = clients }

    /// - Parameter answer: Called on that loop at each round's end.
    func add(_ loop: any EventLoop, _ answer: @escaping @Sendable () -> Void) {
        state.withLockedValue { $0.loops.append((loop, answer)) }
    }

    func frameArrived() {
        let loops = state.withLockedValue { state in
            state.arrived += 1
            guard state.arrived == clients else { return [] as [Answering] }
            state.arrived = 0
            return state.loops
        }
        for (loop, answer) in loops { loop.execute(answer) }
    }
}
