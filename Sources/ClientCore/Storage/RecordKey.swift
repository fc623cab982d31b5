/// Where a record lies in the vault.
package struct RecordKey: Hashable, Sendable {
    /// What the engine needs at its start is in ``Collection/ofEngine``.
    package enum Collection: String, Sendable, CaseIterable {
        case account, conversation, group, invite, message
        /// Where a message of an identifier lies in its thread: `CONVERSATION/IDENTIFIER`.
        case index
        /// Parts of files, and pictures: `CONVERSATION/FILE/NUMBER`.
        case part
        /// When messages of a conversation disappear.
        case expiry

        /// What the engine is given at its start.
        package static let ofEngine: [Self] = [.account, .conversation, .group, .invite, .expiry]
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
