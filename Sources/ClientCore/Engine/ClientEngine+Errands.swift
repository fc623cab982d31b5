import Crypto
import FoundationEssentials
import MLS
import Wire

/// What one conversation asks of another: contacts arrange through their own conversation who
/// comes into a group.
extension ClientEngine {
    /// Groups at most that contacts are adding this account to at a time.
    static let joiningLimit = 32
    static let joiningLimitPerContact = 3
    /// Milliseconds for which one contact that brings this account back is waited for.
    private static let joiningPatience: Int64 = 3_600_000
    /// Milliseconds for which letters of two contacts may cross.
    private static let crossingPatience: Int64 = 600_000
    /// Bytes that may wait for a contact before no letter joins them any more.
    static let letterRoom = 65_536
    /// Slots that are read for a Welcome at most.
    static let welcomingLimit = 16

    mutating func perform(
        _ errand: Errand, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        switch errand {
        case .tell(let contact, .presenceWanted) where !answersLetters(contact): break
        case .tell(let contact, let letter):
            tell(contact, letter, at: now, &touched, &output)
        case .heard(let contact, .keyPackageWanted(let group, let name, let administrators)):
            join(
                group, name, administrators, askedBy: contact, at: now, &touched, &output)
        case .heard(let contact, .keyPackage(let group, let package)):
            takeKeyPackage(package, of: contact, group, at: now, &touched, &output)
        case .heard(let contact, .readmissionWanted(let group, let package)):
            readmit(contact, package, group, at: now, &touched, &output)
        case .heard(let contact, .noMember(let group)):
            hear(of: group, from: contact, at: now, &touched, &output) {
                $0.hearOfRemoval(by: $1, &$2)
            }
        case .heard(let contact, .left(let group)):
            hearOfLeaving(of: contact, from: group, at: now, &touched, &output)
        case .heard(let contact, .undone(let group, let authenticators)):
            if !hasLeft(group) {
                hear(of: group, from: contact, at: now, &touched, &output) {
                    $0.hearOfUndoing(authenticators, by: $1, &$2)
                }
            }
            if hasLeft(group) { sayLeft(group, to: contact, at: now, &touched, &output) }
        case .heard(let contact, .presenceWanted(let group, let epoch, let authenticators)):
            hearQuestion(group, epoch, authenticators, by: contact, at: now, &touched, &output)
        case .introduced(let contact, let group):
            guard isProven(contact) else {
                conversations[contact]?.extras.awaitedProof = .init(group: group)
                touched.insert(contact)
                return
            }
            let known = takeUpRenewal(contact, at: now, &touched, &output)
            if let group { admit(known, to: group, at: now, &touched, &output) }
        case .lost(let group): leaveTrack(of: group, at: now, &touched, &output)
        }
    }

    private mutating func admit(
        _ contact: String, to group: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        changeGroup(group, at: now, &touched, &output) { conversation, turn in
            try conversation.ask(contact, key: turn.directory.identityKey(of: contact), &turn)
        }
    }

    private mutating func sayLeft(
        _ group: [UInt8], to contact: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard let id = groupConversation(group), hasRoomForLetters(contact) else { return }
        conversations[id]?.membership?.saidLeftAt = now
        touched.insert(id)
        tell(contact, .left(group: group), at: now, &touched, &output)
    }

    private mutating func hearOfLeaving(
        of contact: String, from group: [UInt8], at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard let id = groupConversation(group), let key = conversations[contact]?.peerIdentityKey,
            let place = conversations[contact]?.peer
        else { return }
        changeGroup(id, at: now, &touched, &output) { conversation, turn in
            try conversation.hearOfLeaving(by: (contact, key, place), &turn)
        }
        guard contacts(in: id).isEmpty else { return }
        changeGroup(id, at: now, &touched, &output) { $0.endAlone(&$1) }
    }

    private mutating func hearQuestion(
        _ group: [UInt8], _ epoch: UInt64, _ authenticators: [[UInt8]], by contact: String,
        at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        guard let id = groupConversation(group), answersLetters(contact) else { return }
        if hasLeft(group) {
            return tell(contact, .left(group: group), at: now, &touched, &output)
        }
        let round = lastRound?.rawValue ?? 0
        changeGroup(id, at: now, &touched, &output) { conversation, _ in
            conversation.hearQuestion(epoch, authenticators, by: contact, in: round)
        }
    }

    /// A letter of no hurry goes to who is there, and takes what was said before it.
    private func answersLetters(_ contact: String) -> Bool {
        guard let conversation = conversations[contact] else { return false }
        return conversation.extras.isGone != true && conversation.isHeard
            && hasRoomForLetters(contact)
    }

    private func hasLeft(_ group: [UInt8]) -> Bool {
        groupConversation(group).flatMap { conversations[$0]?.membership?.standing } == .left
    }

    /// Lets a group's conversation take up what a contact says about the group.
    private mutating func hear(
        of group: [UInt8], from contact: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput,
        _ body: (inout Conversation, Data, inout Turn) -> Void
    ) {
        guard let id = groupConversation(group), let key = conversations[contact]?.peerIdentityKey
        else { return }
        changeGroup(id, at: now, &touched, &output) { conversation, turn in
            body(&conversation, key, &turn)
        }
    }

    /// Contacts who are in a group, as far as it is known here.
    private func contacts(in group: String) -> [Conversation] {
        let membership = conversations[group]?.membership
        let departed = membership?.lost?.departed ?? []
        let roster = (membership?.roster ?? []).filter { !departed.contains($0) }
        return conversations.values.filter {
            $0.pair != nil && $0.extras.awaitedProof == nil && $0.extras.isGone != true
                && $0.peerIdentityKey.map(roster.contains) == true
        }.sorted { $0.id < $1.id }
    }

    /// Asks a contact who is in the group, each in turn.
    private mutating func leaveTrack(
        of group: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard let membership = conversations[group]?.membership, membership.standing == .member
        else { return }
        // One at a time, whatever the group's members say meanwhile.
        if let lost = membership.lost,
            (0...Conversation.readmissionPatience(parameters)).contains(now - lost.at)
        {
            return
        }
        // Who has said that it is in another epoch first, and last who says that this account is out.
        let elsewhere = membership.solitude?.elsewhere ?? []
        let denied = membership.lost?.denied ?? []
        let contacts = contacts(in: group).map { contact -> (rank: Int, contact: Conversation) in
            let key = contact.peerIdentityKey ?? Data()
            return (denied.contains(key) ? 2 : elsewhere.contains(key) ? 0 : 1, contact)
        }.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.contact)
        var asked = membership.lost?.asked ?? []
        let next =
            contacts.first { !asked.contains($0.peerIdentityKey ?? Data()) }
            ?? contacts.first
        if let key = next?.peerIdentityKey {
            if asked.contains(key) { asked = [] }
            asked.append(key)
        }
        conversations[group]?.membership?.lost = Membership.Lost(
            asked: asked, at: now, denied: membership.lost?.denied,
            departed: membership.lost?.departed)
        touched.insert(group)
        guard let next else { return }
        askForReadmission(
            to: group, by: next.id, again: membership.lost != nil, at: now, &touched, &output)
    }

    mutating func tell(
        _ contact: String, _ letter: GroupLetter, at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        changeGroup(contact, at: now, &touched, &output) { conversation, turn in
            try conversation.say(.letter(letter), &turn)
        }
    }

    /// Changes a conversation, or leaves it as it was.
    mutating func changeGroup(
        _ id: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput, _ body: (inout Conversation, inout Turn) throws -> Void
    ) {
        guard var conversation = conversations[id] else { return }
        var turn = turn(at: now, after: output.changes)
        guard (try? body(&conversation, &turn)) != nil else { return }
        conversations[id] = conversation
        touched.insert(id)
        finish(turn, at: now, &touched, &output)
    }

    func groupConversation(_ group: [UInt8]) -> String? {
        conversations.values.first { $0.membership?.groupID == Data(group) }?.id
    }

    // MARK: Being added

    private mutating func join(
        _ group: [UInt8], _ title: String, _ administrators: [PeerSlot],
        askedBy contact: String, at now: Int64, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard group.count == 16, let title = ContactName.checked(title),
            (1...Self.welcomingLimit).contains(administrators.count),
            administrators.allSatisfy({ Int($0.slot) < parameters.capacity }),
            let adder = conversations[contact]?.peerIdentityKey,
            conversations.values.count(where: {
                $0.membership?.joining?.adder == adder
            }) < Self.joiningLimitPerContact,
            hasRoomForLetters(contact),
            let id = conversationToJoin(
                group, title, adder, of: contact, administrators, at: now, &touched)
        else { return }
        // Who is a member is brought back by administrators that it knows, and by nobody else.
        let known = conversations[id]?.membership
        let places = known?.standing == .member ? known?.administrators ?? [] : administrators
        var package: [UInt8] = []
        changeGroup(id, at: now, &touched, &output) { conversation, turn in
            package = try conversation.beginJoining(
                adder: adder, administrators: places, &turn)
        }
        guard !package.isEmpty else { return }
        if let summary = conversations[id]?.summary {
            output.events.append(.conversation(summary))
        }
        tell(
            contact, .keyPackage(group: group, keyPackage: package), at: now, &touched, &output)
    }

    /// The thread that the group gets: its own, if this account was in it before.
    private mutating func conversationToJoin(
        _ group: [UInt8], _ title: String, _ adder: Data, of contact: String,
        _ administrators: [PeerSlot], at now: Int64, _ touched: inout Set<String>
    ) -> String? {
        if let known = groupConversation(group) {
            switch conversations[known]?.membership?.standing {
            case .left:
                // The question may have crossed the news that this account has left.
                let saidAt = conversations[known]?.membership?.saidLeftAt
                guard saidAt.map({ (0..<Self.crossingPatience).contains(now - $0) }) != true
                else { return nil }
                conversations[known]?.membership?.standing = .joining
                let leftBehind = conversations[known]?.outgoing.map(\.id)
                conversations[known]?.membership?.leftBehind = leftBehind
                showAgain(known, title)
            // One answer, unless the contact has other keys by now: it may not have come then.
            case .joining:
                let joining = conversations[known]?.membership?.joining
                let askedAt = joining?.askedAt
                guard
                    !isPatient(since: askedAt, at: now) || joining?.isUndone == true
                        || (conversations[contact]?.keysChangedAt ?? 0) > (askedAt ?? 0)
                else { return nil }
            // A member needs no adding, unless the addition was undone: who is in the group says so.
            // Several may say so at a time; one is answered.
            case .member:
                if let place = conversations[contact]?.peer {
                    conversations[known]?.hearOfAdministrators(administrators, from: place)
                    touched.insert(known)
                }
                let entry = conversations[known]?.membership?.entry
                guard let membership = conversations[known]?.membership,
                    membership.roster.contains(adder),
                    membership.joining?.isUndone == true
                        // Who was asked to bring it back has a key package, and answers that.
                        || membership.lost?.asked.contains(adder) != true
                            && membership.isUnheard(at: now)
                            && !isPatient(
                                since: membership.joining?.askedAt ?? entry?.askedAt, at: now)
                else { return nil }
            default: return nil
            }
            return known
        }
        let joining = conversations.values.count { $0.membership?.standing == .joining }
        guard joining < Self.joiningLimit, var conversation = try? newConversation(nil) else {
            return nil
        }
        conversation.name = ContactDirectory(conversations.values)
            .unused(title, except: conversation.name)
        conversation.membership = Membership(groupID: group, standing: .joining)
        conversations[conversation.id] = conversation
        return conversation.id
    }

    private func isPatient(since askedAt: Int64?, at now: Int64) -> Bool {
        askedAt.map { (0..<Self.joiningPatience).contains(now - $0) } ?? false
    }

    /// Whether a letter that answers a contact finds room: one that acknowledges nothing does not
    /// make this account's streams grow.
    func hasRoomForLetters(_ contact: String) -> Bool {
        let waiting = conversations[contact]?.channels.values.reduce(0) {
            $0 + $1.outgoing.unacknowledgedByteCount
        }
        return waiting ?? 0 < Self.letterRoom
    }

    // MARK: Adding

    private mutating func takeKeyPackage(
        _ package: [UInt8], of contact: String, _ group: [UInt8], at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        guard let id = groupConversation(group), isOwn(package, contact) else { return }
        let place = conversations[contact]?.peer
        changeGroup(id, at: now, &touched, &output) { conversation, turn in
            try conversation.takeKeyPackage(Data(package), of: contact, at: place, &turn)
        }
    }

    private mutating func readmit(
        _ contact: String, _ package: [UInt8], _ group: [UInt8], at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        guard let id = groupConversation(group), let place = conversations[contact]?.peer,
            isOwn(package, contact)
        else { return }
        let membership = conversations[id]?.membership
        let roster = (try? membership?.group?.roster()) ?? []
        if membership?.standing == .left {
            return sayLeft(group, to: contact, at: now, &touched, &output)
        }
        // What had let it in is undone, and a key package of it is waited for.
        if membership?.wishes.contains(where: { $0.isAddition(of: contact) && !$0.isReady }) == true
        {
            return takeKeyPackage(package, of: contact, group, at: now, &touched, &output)
        }
        guard roster.contains(where: { $0.place == place }) else {
            guard !roster.isEmpty, hasRoomForLetters(contact) else { return }
            tell(contact, .noMember(group: group), at: now, &touched, &output)
            // It hears of that here, and cannot read it in the group.
            return changeGroup(id, at: now, &touched, &output) { conversation, turn in
                conversation.dismissForGood(place, &turn)
            }
        }
        changeGroup(id, at: now, &touched, &output) { conversation, turn in
            try conversation.wish(.readmit(place, keyPackage: Data(package)), &turn)
            try conversation.tellAdministrators(contact, &turn)
        }
    }

    /// Whether a key package is the contact's: its slot, its identity.
    private func isOwn(_ message: [UInt8], _ contact: String) -> Bool {
        guard let conversation = conversations[contact], let peer = conversation.peer,
            case .keyPackage(let package) = try? MLSMessage(encoded: message).body,
            (try? package.validate(now: nil)) != nil,
            let owner = try? GroupRules.place(package)
        else { return false }
        return owner.place == peer && Data(owner.identityKey) == conversation.peerIdentityKey
    }
}
