import ClientCore

/// A client's vault in memory.
///
/// It stands for the disk: what was committed survives a crash.
struct MemoryVault {
    private(set) var records: [RecordKey: [UInt8]] = [:]

    mutating func commit(_ changes: [RecordChange]) {
        for change in changes {
            switch change {
            case .put(let key, let value): records[key] = value
            case .delete(let key): records[key] = nil
            }
        }
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
