/// Where a record lies in the vault.
package struct RecordKey: Hashable, Sendable {
    /// What the engine needs at its start is in every collection but `message`.
    package enum Collection: String, Sendable, CaseIterable {
        case account, conversation, group, invite, message
    }

    package var collection: Collection
    /// Unique in its collection.
    ///
    /// Keys of messages sort in the order of the thread: `CONVERSATION/SEQUENCE`, both of fixed
    /// length.
    package var key: String

    package init(_ collection: Collection, _ key: String) {
        self.collection = collection
        self.key = key
    }
}
