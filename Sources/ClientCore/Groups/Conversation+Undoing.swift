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
        if takeAnswer(authenticators, by: contact, &turn) { return }
        if let joining = membership?.joining {
            guard joining.adder == contact else { return doubt(authenticators, turn) }
            let undone = (joining.undone ?? []) + Self.checked(authenticators)
            membership?.joining?.undone = undone.suffix(Self.undoneLimit)
            membership?.joining?.isUndone = true
            return
        }
        if membership?.standing == .leaving, membership?.roster.contains(contact) == true,
            let arrival = membership?.arrival,
            authenticators.contains(Array(arrival.authenticator))
        {
            // Nobody of this branch is there to let it go.
            return leaveRemoved([], because: .goneOn, &turn)
        }
        guard membership?.standing == .member, membership?.roster.contains(contact) == true,
            var entry = membership?.entry, let own = entry.authenticator,
            authenticators.contains(Array(own)),
            // A contact that says so again and again keeps nobody out.
            membership?.undoneAt.map({ (0...Self.day).contains(turn.now - $0) }) != true
        else { return doubt(authenticators, turn) }
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

    static func checked(_ authenticators: [[UInt8]]) -> [Data] {
        authenticators.filter { $0.count <= authenticatorByteLimit }.map { Data($0) }
    }

    /// A contact may be right, though it is not to be followed at once: it is not the one that let this
    /// account in, or says so too late, or again.
    private mutating func doubt(_ authenticators: [[UInt8]], _ turn: Turn) {
        guard membership?.standing == .member || membership?.joining != nil else { return }
        let named = Self.checked(authenticators)
        if let arrival = membership?.arrival, arrival.doubtedAt == nil,
            named.contains(arrival.authenticator)
        {
            membership?.arrival?.doubtedAt = turn.now
        }
        guard membership?.joining != nil else { return }
        let doubted = (membership?.doubted ?? []) + named
        membership?.doubted = doubted.suffix(Self.undoneLimit)
    }

    /// This account has come in to this epoch.
    mutating func noteArrival(_ authenticator: [UInt8], _ turn: Turn) {
        let isDoubted = membership?.doubted?.contains(Data(authenticator)) == true
        membership?.arrival = Membership.Arrival(
            authenticator: Data(authenticator), doubtedAt: isDoubted ? turn.now : nil)
        membership?.doubted = nil
    }

    /// Somebody who did not come in with this account speaks: this branch lives.
    mutating func dispelDoubt(by leaf: UInt32) {
        guard membership?.arrival?.doubtedAt != nil,
            membership?.group?.isOfKeyPackage(leaf) == false
        else { return }
        membership?.arrival?.doubtedAt = nil
    }

    /// If nobody else is heard where a contact says that nobody is, this account asks to be brought back.
    mutating func askIfUndone(_ turn: inout Turn) {
        guard let membership, membership.standing == .member, membership.group != nil,
            membership.joining == nil, membership.lost == nil,
            let doubtedAt = membership.arrival?.doubtedAt,
            !(0...Self.readmissionPatience(turn.parameters)).contains(turn.now - doubtedAt)
        else { return }
        turn.noteLost(id)
    }

    /// A contact says that it has left.
    ///
    /// Who waits to be brought back asks somebody else; who is in the group with it, since the change
    /// by which it left is undone, wants it out, unless it speaks there.
    /// - Parameter contact: the conversation with it, its identity key and its slot.
    mutating func hearOfLeaving(
        by contact: (id: String, key: Data, place: PeerSlot), _ turn: inout Turn
    ) throws {
        if let lost = membership?.lost, lost.asked.contains(contact.key) {
            membership?.lost?.asked.removeAll { $0 == contact.key }
            membership?.lost?.departed = (lost.departed ?? []) + [contact.key]
        }
        guard let group = membership?.group, membership?.lost == nil,
            !takeAnswer(ofLeaver: contact.key, &turn), membership?.standing == .member,
            try group.profile().administrators.contains(turn.account.peerSlot),
            let member = try group.roster().first(where: {
                $0.place == contact.place && Data($0.identityKey) == contact.key
            }),
            newestEpoch.flatMap({ channels[$0]?.members[member.leaf]?.isHeard }) != true
        else { return }
        membership?.wishes.removeAll { $0.isAddition(of: contact.id) }
        try wish(.remove(contact.place), &turn)
    }

    /// All contacts who were in the group have left: nobody is there who could bring this account back.
    mutating func endAlone(_ turn: inout Turn) {
        guard membership?.standing == .member, membership?.lost?.departed?.isEmpty == false,
            !isHeardLately(turn)
        else { return }
        forgetJoining()
        leaveRemoved([], because: .nobodyKnown, &turn)
    }
}
