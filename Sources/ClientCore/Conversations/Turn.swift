import FoundationEssentials
import Wire

/// What a conversation is given when something comes for it, and what it wishes to happen beside
/// the change of its own state.
struct Turn: Sendable {
    let account: Account
    let parameters: DeploymentParameters
    /// Unix time in milliseconds.
    let now: Int64
    let directory: ContactDirectory
    /// What the vault holds, and what this step has changed before.
    var source = RecordSource.empty
    var earlier: [RecordChange] = []
    var random: RandomSource
    var output = ClientOutput()
    var errands: [Errand] = []

    /// A record as it is at this moment.
    func value(_ key: RecordKey) -> [UInt8]? {
        for changes in [output.changes, earlier] {
            for change in changes.reversed() {
                switch change {
                case .put(key, let value): return value
                case .delete(key): return nil
                case .clear(key.collection, let group) where key.key.hasPrefix(group + "/"):
                    return nil
                default: continue
                }
            }
        }
        return source.value(key)
    }

    /// A group can no longer be followed: asked once in a step, however often it turns out.
    mutating func noteLost(_ group: String) {
        let isNoted = errands.contains {
            if case .lost(group) = $0 { true } else { false }
        }
        if !isNoted { errands.append(.lost(group: group)) }
    }

    /// A stream's incarnation: random and never zero.
    mutating func incarnation() -> UInt32 { UInt32.random(in: 1...UInt32.max, using: &random) }
}

/// Something for another conversation to do.
enum Errand: Sendable {
    /// Says something to a contact that is no message of a thread.
    case tell(contact: String, GroupLetter)
    /// A contact has said something about a group.
    case heard(contact: String, GroupLetter)
    /// The introduction is complete: the contact may be an old one, and came by a group's link.
    case introduced(contact: String, group: String?)
    /// A group can no longer be followed: a contact in it is asked to bring this account back.
    case lost(group: String)
}
