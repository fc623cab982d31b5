import NIOConcurrencyHelpers

/// What several threads have for one event loop, in the order in which it came.
///
/// The loop is woken once for all that has gathered since it last looked, not once for each: at the
/// sending point of thousands of clients that is most of the work of passing a message on.
final class Mailbox<Element: Sendable>: Sendable {
    private let elements = NIOLockedValueBox<[Element]>([])

    /// - Returns: Whether the loop has to be woken: nothing else was waiting.
    func post(_ element: Element) -> Bool {
        elements.withLockedValue { elements in
            elements.append(element)
            return elements.count == 1
        }
    }

    /// Takes all that waits.
    func take() -> [Element] {
        elements.withLockedValue { elements in
            let taken = elements
            elements = []
            elements.reserveCapacity(min(taken.count, 1_024))
            return taken
        }
    }
}
