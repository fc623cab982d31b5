import ClientCore
import Synchronization

/// How many messages of others lie unread, kept up to date by what is new alone.
///
/// A listener asks after every message; reading all that is unread each time would take a time that
/// grows with it. May be asked from any thread.
final class UnreadCounts: Sendable {
    /// Of one conversation.
    private struct Known: Sendable, Equatable {
        /// Everything up to here was looked at.
        var end: UInt64
        /// Places of others' messages, ascending.
        var places: [UInt64] = []
        /// Counts what was taken out of the thread, so that nobody puts back what is gone.
        var removals = 0
    }

    private let known = Mutex<[String: Known]>([:])

    /// Counts what lies behind the last message that was read.
    func count(_ summary: ConversationSummary, in vault: Vault) throws -> Int {
        let (id, read) = (summary.id, summary.readSequence)
        guard summary.lastSequence > read else {
            known.withLock { $0[id] = nil }
            return 0
        }
        while true {
            let start = known.withLock { all in
                var start = all[id] ?? Known(end: read)
                if start.end < read { start = Known(end: read, removals: start.removals) }
                start.places.removeFirst(start.places.prefix { $0 <= read }.count)
                all[id] = start
                return start
            }
            guard start.end < summary.lastSequence else { return start.places.count }
            let page = try vault.messages(
                in: id, after: start.end, limit: Vault.pageLength)
            let isWhole = page.count < Vault.pageLength
            let end = isWhole ? summary.lastSequence : page.last?.sequence ?? summary.lastSequence
            let others = page.filter { $0.from != nil && $0.sequence > read }.map(\.sequence)
            known.withLock { all in
                // Somebody else was quicker, or something was removed meanwhile: once more.
                guard all[id] == start else { return }
                all[id]?.places += others
                all[id]?.end = max(end, page.last?.sequence ?? 0)
            }
        }
    }

    /// Notes what is gone.
    func note(_ event: ClientEvent) {
        switch event {
        case .notice(.removed(let conversation, let sequence, _)):
            known.withLock { all in
                guard var counted = all[conversation] else { return }
                counted.removals += 1
                if let index = counted.places.firstIndex(of: sequence) {
                    counted.places.remove(at: index)
                }
                all[conversation] = counted
            }
        case .notice(.forgotten(let conversation)):
            known.withLock { $0[conversation] = nil }
        default: break
        }
    }
}
