import FoundationEssentials
import MLS
import Wire

/// Whoever came in by a commit that is undone holds a group that nobody else is in. Those in the
/// group who are its contacts say so.
extension Conversation {
    /// Letters to one newcomer about the commits of one epoch.
    private static let tellingLimit = 3

    /// - Parameters:
    ///   - newcomers: identity keys; each is told a few times of an epoch's commits, however many there are.
    ///   - authenticators: of the epochs that are undone.
    ///   - epoch: after which these come.
    mutating func tellUndone(
        _ newcomers: [Data], _ authenticators: [[UInt8]], after epoch: UInt64, _ turn: inout Turn
    ) {
        guard let group = membership?.group, !authenticators.isEmpty else { return }
        var told = (membership?.toldUndone ?? [:]).filter {
            $0.key + UInt64(RosterGroup.parentLimit) >= epoch
        }
        let known = told[epoch] ?? []
        let news = Set(newcomers).filter { key in
            known.count(where: { $0 == key }) < Self.tellingLimit
        }
        told[epoch] = known + news.sorted { $0.lexicographicallyPrecedes($1) }
        membership?.toldUndone = told
        let contacts = news.compactMap { turn.directory.contact(Array($0)) }
        for contact in contacts.sorted() {
            let letter = GroupLetter.undone(group: group.groupID, authenticators: authenticators)
            turn.errands.append(.tell(contact: contact, letter))
        }
    }

    /// Undone epochs that are remembered before this account is in one of them.
    private static let undoneLimit = 16
    /// The longest output of a cipher suite's hash.
    private static let authenticatorByteLimit = 64

    /// The commit by which this account came in, or is about to, is undone: it is where it was before,
    /// and comes in by another Welcome for the same key package, if there is one.
    mutating func hearOfUndoing(
        _ authenticators: [[UInt8]], by contact: Data, _ turn: inout Turn
    ) {
        if let joining = membership?.joining {
            guard joining.adder == contact else { return }
            let known = authenticators.filter { $0.count <= Self.authenticatorByteLimit }
            let undone = (joining.undone ?? []) + known.map { Data($0) }
            membership?.joining?.undone = undone.suffix(Self.undoneLimit)
            membership?.joining?.isUndone = true
            return
        }
        guard membership?.standing == .member || membership?.standing == .leaving,
            membership?.roster.contains(contact) == true,
            var entry = membership?.entry, let own = entry.authenticator,
            authenticators.contains(Array(own)),
            // A contact that says so again and again keeps nobody out.
            membership?.undoneAt.map({ (0...Self.day).contains(turn.now - $0) }) != true
        else { return }
        membership?.undoneAt = turn.now
        let others = entry.others ?? []
        (entry.others, entry.authenticator, entry.askedAt) = (nil, nil, turn.now)
        entry.undone = (entry.undone ?? []) + [own]
        entry.isUndone = true
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
                    by: Array(other.item), entry, from: other.place, &copyTurn)) != nil,
                copy.membership?.group != nil
            else { continue }
            (self, turn) = (copy, copyTurn)
            return
        }
    }
}
