package import Wire

/// What leader and helper hold about this account, each from its own stores.
package struct HeldRecords: Sendable, Equatable {
    package var leader: HeldRecord
    package var helper: HeldRecord
}
