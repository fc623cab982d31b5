import Crypto
package import Wire

extension HeldRecord {
    /// All that this server's stores hold about one slot.
    package init(slot: UInt32, accounts: any AccountStore, planes: any PlaneStore) throws {
        self.init(fields: try accounts.heldFields(slot: slot) + planes.heldFields(slot: slot))
    }
}

extension HeldRecord.Field {
    static let bell = "bells.bell"
    static let cellDigests = "planes.cells (SHA-256 of each)"

    /// The fields of a plane store.
    ///
    /// The cells themselves would weigh more than an hour of rounds; their hashes find them in the
    /// published export.
    package static func ofPlanes(bell: [UInt8], cells: [[UInt8]]) -> [Self] {
        [
            Self(name: Self.bell, value: bell),
            Self(name: cellDigests, value: cells.flatMap { Array(SHA256.hash(data: $0)) }),
        ]
    }
}
