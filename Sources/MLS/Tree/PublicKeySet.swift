/// A set of public keys.
///
/// Arrays hash their elements one by one, which for the keys of a hybrid KEM costs more than the
/// cryptography; this hashes the bytes at once.
struct PublicKeySet {
    private struct Key: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private var keys: Set<Key>

    init(minimumCapacity: Int) {
        keys = Set(minimumCapacity: minimumCapacity)
    }

    init(_ bytes: [[UInt8]]) {
        keys = Set(bytes.map(Key.init))
    }

    var count: Int { keys.count }

    /// Adds a key; returns whether it was not there yet.
    mutating func insert(_ bytes: [UInt8]) -> Bool {
        keys.insert(Key(bytes: bytes)).inserted
    }

    func contains(_ bytes: [UInt8]) -> Bool {
        keys.contains(Key(bytes: bytes))
    }
}
