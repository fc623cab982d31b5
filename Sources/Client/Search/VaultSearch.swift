import ClientCore
import Synchronization

/// The index of a running account: built once after unlocking, then kept up to date.
final class VaultSearch: Sendable {
    private enum Phase {
        case none
        /// What happens meanwhile is taken up afterwards.
        case building([Change])
        case ready(SearchIndex)
    }

    enum Change: Sendable {
        case message(MessageRecord)
        case removed(space: String, sequence: UInt64)
        case forgotten(space: String)
    }

    private let phase = Mutex(Phase.none)

    func note(_ change: Change) {
        phase.withLock { phase in
            switch phase {
            case .none: break
            case .building(let changes): phase = .building(changes + [change])
            case .ready(var index):
                // Moved out first: otherwise the whole of it would be copied.
                phase = .none
                Self.apply(change, to: &index)
                phase = .ready(index)
            }
        }
    }

    func note(_ event: ClientEvent) {
        switch event {
        case .message(let message): note(Change.message(message))
        case .notice(.removed(let conversation, let sequence, _)):
            note(Change.removed(space: conversation, sequence: sequence))
        case .notice(.forgotten(let conversation)):
            note(Change.forgotten(space: conversation))
            note(Change.forgotten(space: MessageRecord.historySpace(conversation)))
        default: break
        }
    }

    /// Reads all messages, unless that was done.
    func build(_ vault: Vault) throws {
        let isFirst = phase.withLock { phase in
            guard case .none = phase else { return false }
            phase = .building([])
            return true
        }
        guard isFirst else { return }
        var index = SearchIndex()
        do {
            for message in try vault.allMessages() { index.take(message) }
        } catch {
            phase.withLock { $0 = .none }
            throw error
        }
        phase.withLock { phase in
            if case .building(let changes) = phase {
                for change in changes { Self.apply(change, to: &index) }
            }
            phase = .ready(index)
        }
    }

    /// Built anew with the next search: after many messages came at once.
    func forget() { phase.withLock { $0 = .none } }

    /// - Returns: nil while it is being built.
    func search(_ query: String, in spaces: [String]?, limit: Int) -> [SearchIndex.Hit]? {
        phase.withLock { phase in
            guard case .ready(let index) = phase else { return nil }
            return index.search(query, in: spaces, limit: limit)
        }
    }

    private static func apply(_ change: Change, to index: inout SearchIndex) {
        switch change {
        case .message(let message): index.take(message)
        case .removed(let space, let sequence): index.remove(space: space, sequence: sequence)
        case .forgotten(let space): index.remove(space: space)
        }
    }
}

extension Vault {
    /// All messages of all threads, as they are at one moment.
    func allMessages() throws -> [MessageRecord] {
        var messages: [MessageRecord] = []
        try withSnapshot { _, forEach in
            try forEach { key, value in
                if key.collection == .message, let message = try? MessageRecord(decoding: value) {
                    messages.append(message)
                }
            }
        }
        return messages
    }
}
