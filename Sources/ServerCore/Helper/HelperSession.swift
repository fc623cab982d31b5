import Wire

/// A session as the helper knows it: whose slot, and the keys.
///
/// In memory only.
struct HelperSession {
    var slot: UInt32
    var keys: SessionKeys
}
