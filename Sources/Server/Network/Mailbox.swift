import NIOConcurrencyHelpers
import NIOCore

/// What several threads have for one event loop, in the order in which it came.
///
/// The loop is woken once for all that has gathered since it last looked, not once for each, and for
/// what can wait a little it is given time to gather: to wake a thread costs several times what it
/// then does with one message.
final class Mailbox<Element: Sendable>: Sendable {
    /// When the loop is to look, after a post.
    enum Wake {
        case now
        case later
        /// It will look soon enough.
        case never
    }

    private struct State {
        var elements: [Element] = []
        var isWoken = false
        var isWokenLater = false
    }

    private let state = NIOLockedValueBox(State())

    /// - Parameter canWait: Whether others of its kind are likely to follow within milliseconds.
    func post(_ element: Element, canWait: Bool = false) -> Wake {
        state.withLockedValue { state in
            state.elements.append(element)
            if state.isWoken || canWait && state.isWokenLater { return .never }
            if canWait { state.isWokenLater = true } else { state.isWoken = true }
            return canWait ? .later : .now
        }
    }

    /// Takes all that waits.
    func take() -> [Element] {
        state.withLockedValue { state in
            let taken = state.elements
            state.elements = []
            state.elements.reserveCapacity(min(taken.count, 1_024))
            state.isWoken = false
            state.isWokenLater = false
            return taken
        }
    }
}
