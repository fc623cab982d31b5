/// Reads single records of the vault: messages that are spoken of, parts of files.
///
/// The engine is given all others at its start.
package struct RecordSource: Sendable {
    private let read: @Sendable (RecordKey) -> [UInt8]?

    package init(_ read: @escaping @Sendable (RecordKey) -> [UInt8]?) { self.read = read }

    /// Nothing is there.
    package static let empty = RecordSource { _ in nil }

    package func value(_ key: RecordKey) -> [UInt8]? { read(key) }
}
