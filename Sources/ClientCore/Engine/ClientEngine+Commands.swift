import Crypto
import FoundationEssentials
import Wire

extension ClientEngine {
    /// Longest text in bytes of UTF-8.
    package static let textLimit = 65_536
    static let inviteLifetimeSeconds: UInt64 = 30 * 24 * 3_600

    // MARK: Messages

    /// Queues a text.
    ///
    /// Before the introduction is complete it waits in the vault.
    package mutating func send(
        text: String, to id: String, at now: Int64
    ) throws(CommandError) -> (message: MessageRecord, output: ClientOutput) {
        try send(Draft(text: text), to: id, at: now)
    }

    /// The conversation on the person's screen, which gets one read in each round.
    package mutating func open(conversation: String?) { openConversation = conversation }

    // MARK: Settings

    package var mode: SchedulingMode { account.scheduling ?? .fair }

    /// Chooses between speed and delays that tell contacts nothing.
    package mutating func setScheduling(_ mode: SchedulingMode) -> ClientOutput {
        var output = ClientOutput()
        guard mode != self.mode else { return output }
        var account = account
        account.scheduling = mode
        guard let bytes = try? account.encoded() else {
            preconditionFailure("an account encodes")
        }
        output.changes = [.put(Account.recordKey, value: bytes)]
        self.account = account
        reading = ReadScheduler(pages: parameters.pagesPerSlot, mode: mode)
        publishing = PublishingOrder()
        return output
    }

    // MARK: Meeting

    /// Makes a single-use link.
    ///
    /// With a name, the contact appears at once.
    package mutating func invite(
        name: String?, at now: Int64
    ) throws(CommandError) -> (invitation: Invitation, output: ClientOutput) {
        try invite(
            name: name, lifetimeSeconds: Self.inviteLifetimeSeconds, isReusable: false, at: now)
    }

    mutating func invite(
        name: String?, lifetimeSeconds: UInt64, isReusable: Bool, at now: Int64
    ) throws(CommandError) -> (invitation: Invitation, output: ClientOutput) {
        var conversation = try newConversation(name)
        let oneTimeKey = Curve25519.KeyAgreement.PrivateKey()
        let link = InviteLink(
            deployment: DeploymentReference(descriptor), slot: account.slot,
            generation: account.generation, identityFingerprint: account.identityFingerprint,
            oneTimeKey: Array(oneTimeKey.publicKey.rawRepresentation),
            secret: random.keyBytes(InviteLink.secretByteCount),
            expiresAt: UInt64(max(0, now / 1_000)) + lifetimeSeconds)
        conversation.invite = Conversation.OpenInvite(
            link: link.text, oneTimeKey: oneTimeKey.rawRepresentation,
            expiresAt: link.expiresAt, isReusable: isReusable ? true : nil)
        var output = ClientOutput()
        try keep(conversation, &output)
        let invitation = Invitation(
            conversation: conversation.id, link: link.text, expiresAt: link.expiresAt,
            isReusable: isReusable)
        return (invitation, output)
    }

    /// Forgets a link that nobody has answered, and the contact with it.
    package mutating func withdraw(conversation id: String) throws(CommandError) -> ClientOutput {
        guard let conversation = conversations[id], conversation.invite != nil else {
            throw .noSuchInvite
        }
        conversations[id] = nil
        var output = ClientOutput()
        output.changes = Self.removal(of: conversation)
        return output
    }

    package mutating func accept(
        link text: String, name: String?, at now: Int64
    ) throws(CommandError) -> (conversation: ConversationSummary, output: ClientOutput) {
        let link: InviteLink
        do {
            link = try InviteLink(text.trimmingWhitespace)
        } catch {
            throw .link(error.detail)
        }
        try check(link, at: now)
        // A contact whose keys a restoration put away goes on in its thread.
        var conversation: Conversation
        if let known = conversations.values.first(where: { $0.waitsForLink(of: link) }) {
            conversation = known
        } else {
            // A contact's link, as a group's may be, leads into its thread.
            conversation = try newConversation(isContact(link) ? nil : name)
        }
        var turn = turn(at: now)
        do {
            try conversation.beginKnocking(link, &turn)
        } catch {
            throw .link("the link holds keys that cannot be used")
        }
        if !conversation.isNamed, conversation.peerIdentityKey == nil {
            conversation.name = "contact-\(conversation.id.prefix(4))"
        }
        return (conversation.summary, try keep(conversation, turn, at: now))
    }

    private func isContact(_ link: InviteLink) -> Bool {
        conversations.values.contains {
            $0.peerIdentityKey.map { Array(SHA256.hash(data: $0)) } == link.identityFingerprint
        }
    }

    private func check(_ link: InviteLink, at now: Int64) throws(CommandError) {
        guard link.deployment.identifier == descriptor.identifier,
            link.deployment.leaderSigningKey == descriptor.leader.signingKey,
            link.deployment.helperSigningKey == descriptor.helper.signingKey
        else { throw .linkOfOtherDeployment }
        guard link.expiresAt > UInt64(max(0, now / 1_000)) else { throw .linkExpired }
        guard link.slot != account.slot else { throw .ownLink }
        guard link.slot < parameters.capacity else { throw .link("the link names no slot") }
        let fingerprint = Data(link.identityFingerprint)
        let isKnown = conversations.values.contains {
            $0.knock?.link == link.text
                || $0.acceptedLinkSecret == Data(link.secret)
                || $0.peerIdentityKey.map { Data(SHA256.hash(data: $0)) } == fingerprint
                    && !$0.waitsForLink(of: link) && $0.pair == nil
        }
        guard !isKnown else { throw .linkAlreadyAccepted }
    }

    // MARK: Verification

    /// 60 digits, in groups of five: the same on both sides.
    package func safetyNumber(conversation id: String) throws(CommandError) -> String {
        let conversation = try conversation(id)
        guard let peerKey = conversation.peerIdentityKey else { throw .notYetIntroduced }
        return SafetyNumber.text(account.identityPublicKey, Array(peerKey))
    }

    /// - Parameter number: the contact's, which must be equal; nil when compared by eye.
    package mutating func setVerified(
        _ verified: Bool, conversation id: String, number: String?, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        let own = try safetyNumber(conversation: id)
        if let number, number.filter(\.isNumber) != own.filter(\.isNumber) {
            throw .safetyNumberDiffers
        }
        var conversation = try conversation(id)
        guard conversation.isVerified != verified else { return ClientOutput() }
        conversation.isVerified = verified
        var turn = turn(at: now)
        conversation.event(
            verified ? "you verified \(conversation.name)" : "you took the verification back",
            &turn)
        return try keep(conversation, turn, at: now)
    }

    // MARK: What there is

    /// Somebody's bell rings.
    ///
    /// The wire must not show it.
    package var hasRinging: Bool { !ringing.isEmpty }

    /// Something of this account waits to be published, or for the word of somebody in the group.
    ///
    /// The wire must not show it.
    package var hasPending: Bool {
        conversations.values.contains { $0.channels.values.contains(where: \.isAwaited) }
    }

    /// All contacts and groups, by name.
    package var contacts: [ConversationSummary] {
        conversations.values.filter(\.isListed).map(\.summary)
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Links that nobody has answered.
    package var invitations: [Invitation] {
        conversations.values.compactMap { conversation in
            conversation.invite.map {
                Invitation(
                    conversation: conversation.id, link: $0.link, expiresAt: $0.expiresAt,
                    isReusable: $0.isReusable ?? false)
            }
        }
        .sorted { $0.conversation < $1.conversation }
    }

    // MARK: Inside

    func conversation(_ id: String) throws(CommandError) -> Conversation {
        guard let conversation = conversations[id], !conversation.isForgotten else {
            throw .noSuchConversation
        }
        return conversation
    }

    func isTaken(name: String) -> Bool {
        conversations.values.contains { $0.name == name && !$0.isForgotten }
    }

    mutating func newConversation(_ name: String?) throws(CommandError) -> Conversation {
        var trimmed: String?
        if let name {
            guard let checked = ContactName.checked(name) else { throw .badName }
            trimmed = checked
            guard !isTaken(name: checked) else { throw .nameTaken }
        }
        let id = Hexadecimal.encode(random.bytes(16))
        var conversation = Conversation(
            id: id, name: trimmed ?? "invited-\(id.prefix(4))", isNamed: trimmed != nil,
            bellPosition: freeBellPosition())
        conversation.takenRestoration = account.restorationCount
        return conversation
    }

    /// A position in the own bell that no conversation has; none if all are taken.
    mutating func freeBellPosition() -> UInt8 {
        let taken = Set(conversations.values.map(\.bellPosition))
        let free = (0..<UInt8(Bell.positionCount)).filter { !taken.contains($0) }
        return free.randomElement(using: &random) ?? CellPayload.noBellPosition
    }

    /// Keeps a conversation and all that follows from a turn.
    mutating func keep(
        _ conversation: Conversation, _ turn: Turn, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        conversations[conversation.id] = conversation
        var output = ClientOutput()
        var touched: Set<String> = [conversation.id]
        finish(turn, at: now, &touched, &output)
        // What fits into the ring shows at once.
        divideRing(nil)
        do {
            try store(touched, &output)
        } catch {
            throw .cannotEncrypt
        }
        output.events.append(
            .conversation(conversations[conversation.id]?.summary ?? conversation.summary))
        return output
    }

    mutating func keep(
        _ conversation: Conversation, _ output: inout ClientOutput
    ) throws(CommandError) {
        conversations[conversation.id] = conversation
        do {
            try store([conversation.id], &output)
        } catch {
            throw .cannotEncrypt
        }
        output.events.append(.conversation(conversation.summary))
    }
}
