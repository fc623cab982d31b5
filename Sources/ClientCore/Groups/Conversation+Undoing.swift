import FoundationEssentials
import MLS
import Wire

/// Whoever came in by a commit that is undone holds a group that nobody else is in. Those in the
/// group who are its contacts say so.
extension Conversation {
    /// - Parameters:
    ///   - newcomers: identity keys.
    ///   - authenticators: of the epochs that are undone.
    mutating func tellUndone(
        _ newcomers: [Data], _ authenticators: [[UInt8]], _ turn: inout Turn
    ) {
        guard let group = membership?.group, !authenticators.isEmpty else { return }
        let contacts = Set(newcomers.compactMap { turn.directory.contact(Array($0)) })
        for contact in contacts.sorted() {
            let letter = GroupLetter.undone(group: group.groupID, authenticators: authenticators)
            turn.errands.append(.tell(contact: contact, letter))
        }
    }

    /// The commit by which this account came in is undone: it is where it was before, and comes in by
    /// another Welcome for the same key package, if there is one.
    mutating func hearOfUndoing(
        _ authenticators: [[UInt8]], by contact: Data, _ turn: inout Turn
    ) {
        guard membership?.standing == .member || membership?.standing == .leaving,
            membership?.roster.contains(contact) == true, membership?.joining == nil,
            var entry = membership?.entry, let own = entry.authenticator,
            authenticators.contains(Array(own))
        else { return }
        let others = entry.others ?? []
        (entry.others, entry.authenticator, entry.askedAt) = (nil, nil, turn.now)
        takeLastWords(&turn) { _ in true }
        membership?.entry = nil
        membership?.group = nil
        membership?.joining = entry
        dropEarlierEpochs()
        for other in others {
            var copy = self
            var copyTurn = turn
            guard
                (try? copy.letIn(
                    by: Array(other.item), entry, from: other.place, &copyTurn)) != nil
            else { continue }
            (self, turn) = (copy, copyTurn)
            return
        }
    }
}
