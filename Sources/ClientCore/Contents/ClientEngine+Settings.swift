import FoundationEssentials
import Wire

/// How a person sets conversations.
extension ClientEngine {
    /// What is to change; nil stays.
    package struct SettingsChange: Sendable {
        package var isPinned: Bool?
        /// Unix time in milliseconds; 0 to hear of it again.
        package var mutedUntil: Int64?
        package var isArchived: Bool?
        package var isBlocked: Bool?
        package var sendsReceipts: Bool?
        package var sendsTyping: Bool?

        package init() {}
    }

    package mutating func change(
        _ change: SettingsChange, of id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        var conversation = try conversation(id)
        if change.isBlocked != nil, conversation.isGroup { throw .onlyForContacts }
        func flag(_ value: Bool?, _ field: WritableKeyPath<ConversationExtras, Bool?>) {
            if let value { conversation.extras[keyPath: field] = value ? true : nil }
        }
        flag(change.isPinned, \.isPinned)
        flag(change.isArchived, \.isArchived)
        flag(change.isBlocked, \.isBlocked)
        flag(change.sendsReceipts, \.sendsReceipts)
        flag(change.sendsTyping, \.sendsTyping)
        if let until = change.mutedUntil {
            conversation.extras.mutedUntil = until > now ? until : nil
        }
        if change.sendsReceipts == true {
            // What was read before stays untold.
            conversation.extras.receiptedSequence = conversation.readSequence
        }
        if change.sendsTyping == false { typing[id] = nil }
        return try keep(conversation, turn(at: now), at: now)
    }

    /// How long messages last from now on, here and at the others.
    package mutating func setLifetime(
        _ lifetime: Lifetime?, of id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        var conversation = try conversation(id)
        try conversation.checkThatSomebodyReads()
        guard conversation.extras.lifetime != lifetime else { return ClientOutput() }
        conversation.extras.lifetime = lifetime
        var turn = turn(at: now)
        conversation.event(Conversation.text(lifetime, by: "you"), &turn)
        do {
            try conversation.remark(.lifetime(lifetime), &turn)
        } catch {
            throw .cannotEncrypt
        }
        return try keep(conversation, turn, at: now)
    }

    /// The person has read up to a place: it is told where the conversation allows it, and what
    /// disappears after reading begins to count.
    package mutating func markRead(
        conversation id: String, upTo sequence: UInt64, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        var conversation = try conversation(id)
        let read = min(sequence, conversation.lastSequence)
        guard read > conversation.readSequence else { return ClientOutput() }
        conversation.readSequence = read
        var turn = turn(at: now)
        conversation.countFromReading(&turn)
        if conversation.extras.sendsReceipts == true, conversation.phase == .active,
            conversation.isHeard
        {
            try? conversation.sayRead(upTo: read, &turn)
        }
        return try keep(conversation, turn, at: now)
    }

    // MARK: Profile

    /// The name and the picture that contacts see.
    /// - Parameters:
    ///   - name: nil leaves it.
    ///   - picture: a small JPEG or PNG; empty for none, nil leaves it.
    package mutating func setProfile(
        name: String?, picture: [UInt8]?, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        var changed = account
        if let name {
            guard let checked = ContactName.checked(name) else { throw .badName }
            changed.displayName = checked
        }
        var output = ClientOutput()
        if let picture {
            let key = Conversation.pictureKey(Account.pictureOwner)
            if picture.isEmpty {
                output.changes.append(.delete(key))
                changed.hasPicture = nil
            } else {
                guard picture.count <= Remark.pictureLimit, let header = ImageHeader(picture),
                    max(header.width, header.height) <= 512
                else { throw .badPicture }
                output.changes.append(.put(key, value: picture))
                changed.hasPicture = true
            }
        }
        guard let bytes = try? changed.encoded() else {
            preconditionFailure("an account encodes")
        }
        output.changes.append(.put(Account.recordKey, value: bytes))
        account = changed
        var touched: Set<String> = []
        for id in conversations.values.filter({ $0.pair != nil && $0.isHeard }).map(\.id).sorted() {
            changeGroup(id, at: now, &touched, &output) { conversation, turn in
                try conversation.tellProfile(&turn, always: true)
            }
        }
        do {
            try store(touched, &output)
        } catch {
            throw .cannotEncrypt
        }
        return output
    }
}

extension MessageRecord {
    /// Where imported messages of a conversation lie: in a thread of their own, by their time.
    package static func historySpace(_ conversation: String) -> String {
        conversation + ":history"
    }
}

extension Account {
    /// Stands for a conversation in the key of the own picture.
    package static let pictureOwner = "own"
}

extension Conversation {
    /// Messages that are looked through for authors at most.
    private static let receiptSpan: UInt64 = 500

    /// Tells each author of the newest of its messages that was read.
    mutating func sayRead(upTo sequence: UInt64, _ turn: inout Turn) throws {
        let start = max(
            extras.receiptedSequence ?? 0,
            sequence > Self.receiptSpan ? sequence - Self.receiptSpan : 0)
        extras.receiptedSequence = sequence
        var newest: [IdentityTag: MessageReference] = [:]
        var place = sequence
        while place > start, newest.count < Remark.receiptLimit {
            if let message = message(at: place, turn), message.from != nil,
                message.kind != .event, let reference = reference(to: message, turn),
                newest[reference.author] == nil
            {
                newest[reference.author] = reference
            }
            place -= 1
        }
        guard !newest.isEmpty else { return }
        let references = newest.values.sorted { $0.author.text < $1.author.text }
        try remark(.receipt(references), &turn)
    }

    /// Tells a contact the name and the picture of this account.
    /// - Parameter always: also if there is nothing that an introduction has not told.
    mutating func tellProfile(_ turn: inout Turn, always: Bool = false) throws {
        guard !isGroup, always || turn.account.hasPicture == true else { return }
        let picture = turn.value(Self.pictureKey(Account.pictureOwner)) ?? []
        // An older word that still waits is not worth a cell.
        try remark(.profile(name: turn.account.displayName, picture: picture), &turn)
    }
}
