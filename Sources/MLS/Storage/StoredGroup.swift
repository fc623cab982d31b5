/// A group whose state is stored before anything that came of an operation is released.
///
/// Used keys are thus gone from the storage when a plaintext is shown or a ciphertext sent. If
/// storing fails, the operation did not happen.
public struct StoredGroup<Storage: GroupStorage> {
    /// The group; change it with ``update(_:)`` only.
    public private(set) var group: Group
    /// Where its state is kept.
    public private(set) var storage: Storage

    /// Stores a group that was just created or joined.
    public init(_ group: Group, in storage: Storage) throws {
        self.group = group
        self.storage = storage
        try self.storage.save(group.serialise(), groupID: group.groupID)
    }

    /// Reads a stored group; nil if there is none.
    public init?(
        loading groupID: [UInt8], from storage: Storage,
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws {
        guard let state = try storage.load(groupID: groupID) else { return nil }
        group = try Group(serialised: state, configuration: configuration)
        self.storage = storage
    }

    /// Runs an operation on the group, stores the state and only then returns the result.
    public mutating func update<Result>(_ operation: (inout Group) throws -> Result) throws
        -> Result
    {
        var changed = group
        let result = try operation(&changed)
        try storage.save(changed.serialise(), groupID: changed.groupID)
        group = changed
        return result
    }

    /// `Group.process(_:)` with the state stored first.
    public mutating func process(_ message: [UInt8]) throws -> ProcessedMessage {
        try update { group in try group.process(message) }
    }

    /// ``Group/encrypt(_:authenticatedData:paddingByteCount:)`` with the state stored first.
    public mutating func encrypt(
        _ data: [UInt8], authenticatedData: [UInt8] = [], paddingByteCount: Int = 0
    ) throws -> [UInt8] {
        try update { group in
            try group.encrypt(
                data, authenticatedData: authenticatedData, paddingByteCount: paddingByteCount)
        }
    }
}

extension StoredGroup: Sendable where Storage: Sendable {}
