import ClientCore

/// A client's vault in memory.
///
/// It stands for the disk: what was committed survives a crash, unless the simulation breaks that.
struct MemoryVault {
    private(set) var records: [RecordKey: [UInt8]] = [:]
    /// What a commit replaced that never reached the disk, until something later did.
    private var unsynced: [RecordKey: [UInt8]?] = [:]

    /// - Parameter isSynced: false for a broken vault, whose commit is gone after a crash.
    mutating func commit(_ changes: [RecordChange], isSynced: Bool = true) {
        for change in changes {
            let key = change.key
            if isSynced {
                unsynced[key] = nil
            } else if unsynced[key] == nil {
                unsynced[key] = .some(records[key])
            }
            switch change {
            case .put(let key, let value): records[key] = value
            case .delete(let key): records[key] = nil
            }
        }
    }

    /// The power fails: what never reached the disk is gone.
    mutating func crash() {
        for (key, value) in unsynced { records[key] = value }
        unsynced = [:]
    }

    /// What an engine starts from.
    var engineRecords: [RecordKey: [UInt8]] {
        records.filter { $0.key.collection != .message }
    }

    /// A conversation's messages in the order of the thread.
    func messages(_ conversation: String) -> [MessageRecord] {
        records.filter { $0.key.collection == .message && $0.key.key.hasPrefix(conversation) }
            .sorted { $0.key.key < $1.key.key }
            .compactMap { try? MessageRecord(decoding: $0.value) }
    }
}

extension RecordChange {
    fileprivate var key: RecordKey {
        switch self {
        case .put(let key, _), .delete(let key): key
        }
    }
}
