import Crypto
import FoundationEssentials
import MLS
import Wire

extension Conversation {
    // MARK: The accepter's side

    /// Begins to knock: the key package goes into the slot at once, for the inviter to find.
    mutating func beginKnocking(
        _ link: InviteLink, _ turn: inout Turn
    ) throws {
        let account = turn.account
        let ephemeral = Curve25519.KeyAgreement.PrivateKey()
        let bundle = try PairGroup.keyPackage(account)
        let inviter = PeerSlot(slot: link.slot, generation: link.generation)
        let agreed = try ephemeral.sharedSecretFromKeyAgreement(
            with: .init(rawRepresentation: link.oneTimeKey))
        var channel = Channel(
            secret: KnockSecret(link).channelSecret(
                agreed, ephemeralKey: Array(ephemeral.publicKey.rawRepresentation),
                inviter: inviter, accepter: account.peerSlot),
            ownLeaf: PairGroup.accepterLeaf,
            members: [PairGroup.inviterLeaf: Channel.Member(inviter)],
            incarnation: turn.incarnation(), openedAt: turn.now)
        channel.enqueue(
            IntroductionItem(displayName: account.displayName, message: bundle.message).encoded)
        channels[ChannelID.introduction] = channel
        peer = inviter
        acceptedLinkSecret = Data(link.secret)
        knock = OpenKnock(
            link: link.text, ephemeralKey: ephemeral.rawRepresentation,
            bundle: Data(bundle.serialise()))
    }

    /// The knock of a round: where on the board, and the record.
    func knockRecord(
        _ account: Account, _ round: Round, _ parameters: DeploymentParameters,
        random: inout RandomSource
    ) -> (place: Int, record: [UInt8])? {
        guard let knock, let link = try? InviteLink(knock.link),
            let ephemeral = try? Curve25519.KeyAgreement.PrivateKey(
                rawRepresentation: knock.ephemeralKey)
        else { return nil }
        let secret = KnockSecret(link)
        guard
            let record = try? secret.seal(
                slot: account.slot, generation: account.generation, ephemeral: ephemeral,
                round: round, random: &random)
        else { return nil }
        return (secret.place(round, parameters), record)
    }

    private mutating func join(
        _ item: IntroductionItem, _ turn: inout Turn
    ) throws {
        guard let knock, let link = try? InviteLink(knock.link), let inviter = peer else {
            return
        }
        let bundle = try KeyPackageBundle(serialised: Array(knock.bundle))
        let pair = try PairGroup.join(welcome: item.message, bundle: bundle)
        let member = try pair.peer(ownLeaf: pair.ownLeaf)
        guard pair.ownLeaf == PairGroup.accepterLeaf, member.slot == inviter,
            Array(SHA256.hash(data: member.identityKey)) == link.identityFingerprint
        else { throw PairGroup.UnexpectedMembers() }
        self.knock = nil
        try becomeActive(
            pair, identityKey: member.identityKey, displayName: item.displayName, &turn)
    }

    // MARK: The inviter's side

    /// Opens what lies on the board where this link would be answered.
    /// - Returns: whether somebody knocked.
    mutating func answer(
        _ record: [UInt8], _ round: Round, _ turn: inout Turn
    ) -> Bool {
        let account = turn.account
        guard let invite, let link = try? InviteLink(invite.link),
            let oneTime = try? Curve25519.KeyAgreement.PrivateKey(
                rawRepresentation: invite.oneTimeKey)
        else { return false }
        let secret = KnockSecret(link)
        guard let knock = secret.open(record, oneTime: oneTime, round: round),
            knock.slot < turn.parameters.capacity, knock.slot != account.slot,
            let ephemeral = try? Curve25519.KeyAgreement.PublicKey(
                rawRepresentation: knock.ephemeralKey),
            let agreed = try? oneTime.sharedSecretFromKeyAgreement(with: ephemeral)
        else { return false }
        let accepter = PeerSlot(slot: knock.slot, generation: knock.generation)
        channels[ChannelID.introduction] = Channel(
            secret: secret.channelSecret(
                agreed, ephemeralKey: knock.ephemeralKey, inviter: account.peerSlot,
                accepter: accepter),
            ownLeaf: PairGroup.inviterLeaf,
            members: [PairGroup.accepterLeaf: Channel.Member(accepter)],
            incarnation: turn.incarnation(), openedAt: turn.now)
        peer = accepter
        // Single use: with the one-time key gone, no later knock opens.
        groupToJoin = invite.group
        self.invite = nil
        return true
    }

    private mutating func admit(
        _ item: IntroductionItem, _ turn: inout Turn
    ) throws {
        let account = turn.account
        guard let accepter = peer else { return }
        let (pair, welcome) = try PairGroup.found(
            account, adding: item.message, peer: accepter, random: &turn.random)
        let member = try pair.peer(ownLeaf: pair.ownLeaf)
        channels[ChannelID.introduction]?.enqueue(
            IntroductionItem(displayName: account.displayName, message: welcome).encoded)
        try becomeActive(
            pair, identityKey: member.identityKey, displayName: item.displayName, &turn)
    }

    // MARK: Both sides

    mutating func takeIntroduction(_ bytes: [UInt8], _ turn: inout Turn) {
        guard pair == nil, !holdsRequest(bytes, &turn) else { return }
        do {
            let item = try IntroductionItem(bytes)
            if knock == nil {
                try admit(item, &turn)
            } else {
                try join(item, &turn)
            }
        } catch {
            event(
                "the introduction failed: what came does not fit the link; ask for a new one",
                &turn)
        }
    }

    private mutating func becomeActive(
        _ founded: PairGroup, identityKey: [UInt8], displayName: String, _ turn: inout Turn
    ) throws {
        guard identityKey.count == 32 else { throw PairGroup.UnexpectedMembers() }
        pair = founded
        peerIdentityKey = Data(identityKey)
        keysChangedAt = turn.now
        if !isNamed, let checked = ContactName.checked(displayName) {
            name = turn.directory.unused(checked, except: name)
        }
        let waiting = outgoing
        try openEpochChannel(&turn)
        for message in waiting { try enqueue(message, &turn) }
        try sayRemarks(&turn)
        // Whoever accepted says something at once: it proves that the new keys are its own.
        try tellProfile(&turn, always: founded.ownLeaf == PairGroup.accepterLeaf)
        event("you and \(name) can talk now", &turn)
        turn.errands.append(.introduced(contact: id, group: groupToJoin))
        groupToJoin = nil
    }
}
