import ClientCore
import Synchronization

/// A client's vault in memory.
///
/// It stands for the disk: what was committed survives a crash, unless the simulation breaks that.
struct MemoryVault {
    private(set) var records: [RecordKey: [UInt8]] = [:] {
        didSet { mirror.records.withLock { $0 = records } }
    }
    /// What the engine reads single records from.
    private let mirror = Mirror()

    private final class Mirror: Sendable {
        let records = Mutex<[RecordKey: [UInt8]]>([:])
    }

    var source: RecordSource {
        RecordSource { [mirror] key in mirror.records.withLock { $0[key] } }
    }

    /// What a commit replaced that never reached the disk, until something later did.
    private var unsynced: [RecordKey: [UInt8]?] = [:]

    /// - Parameter isSynced: false for a broken vault, whose commit is gone after a crash.
    mutating func commit(_ changes: [RecordChange], isSynced: Bool = true) {
        for change in changes {
            guard let key = change.key else {
                clear(change, isSynced: isSynced)
                continue
            }
            if isSynced {
                unsynced[key] = nil
            } else if unsynced[key] == nil {
                unsynced[key] = .some(records[key])
            }
            switch change {
            case .put(let key, let value): records[key] = value
            case .delete(let key): records[key] = nil
            case .clear: break
            }
        }
    }

    private mutating func clear(_ change: RecordChange, isSynced: Bool) {
        guard case .clear(let collection, let group) = change else { return }
        let keys = records.keys.filter {
            $0.collection == collection && $0.key.hasPrefix(group + "/")
        }
        commit(keys.map { .delete($0) }, isSynced: isSynced)
    }

    /// The power fails: what never reached the disk is gone.
    mutating func crash() {
        for (key, value) in unsynced { records[key] = value }
        unsynced = [:]
    }

    /// What an engine starts from.
    var engineRecords: [RecordKey: [UInt8]] {
        records.filter { RecordKey.Collection.ofEngine.contains($0.key.collection) }
    }

    /// A conversation's messages in the order of the thread.
    func messages(_ conversation: String) -> [MessageRecord] {
        records.filter { $0.key.collection == .message && $0.key.key.hasPrefix(conversation) }
            .sorted { $0.key.key < $1.key.key }
            .compactMap { try? MessageRecord(decoding: $0.value) }
    }
}

extension RecordChange {
    fileprivate var key: RecordKey? {
        switch self {
        case .put(let key, _), .delete(let key): key
        case .clear: nil
        }
    }
}
