import MLS
import Testing

/// A member, or somebody with a member's keys, who signs what the library would refuse to.
struct Insider {
    let group: Group

    var algorithms: Algorithms { group.algorithms }

    /// Signs and frames a body as a public message.
    ///
    /// The confirmation tag of a commit is nonsense unless given: rules that come before it are
    /// broken with it.
    func send(
        _ body: FramedContent.Body, from sender: Sender? = nil,
        key: SignaturePrivateKey? = nil, confirmationTag: [UInt8]? = nil,
        edit: (inout FramedContent) -> Void = { _ in }
    ) throws -> [UInt8] {
        var content = FramedContent(
            groupID: group.groupID, epoch: group.epoch,
            sender: sender ?? .member(group.ownIndex), authenticatedData: [], body: body)
        edit(&content)
        var message = try AuthenticatedContent(
            signing: content, wireFormat: .publicMessage, context: group.state.context,
            key: key ?? group.signatureKey)
        if content.contentType == .commit {
            message.auth.confirmationTag = confirmationTag ?? [UInt8](repeating: 0, count: 32)
        }
        return frame(message)
    }

    /// Puts a membership tag on a signed message of a member.
    func frame(_ message: AuthenticatedContent) -> [UInt8] {
        let isMember = message.content.sender.memberIndex != nil
        let tag = message.membershipTag(
            context: group.state.context, key: group.state.secrets.membershipKey, algorithms)
        return MLSMessage(
            .publicMessage(PublicMessage(message, membershipTag: isMember ? tag : nil))
        ).encoded
    }

    /// A commit of these proposals by value.
    func commit(_ proposals: [Proposal], path: UpdatePath? = nil) throws -> [UInt8] {
        try send(
            .commit(Commit(proposals: proposals.map { .proposal($0) }, path: path)))
    }

    /// A valid commit with something changed, signed again.
    func commit(
        _ proposals: [Proposal] = [], options: CommitOptions = CommitOptions(),
        editing edit: (inout Commit) throws -> Void
    ) throws -> [UInt8] {
        var maker = group
        maker.configuration.handshakeWireFormat = .publicMessage
        let made = try maker.commit(proposals, options: options)
        guard case .publicMessage(let message) = try MLSMessage(encoded: made.commit).body,
            case .commit(var commit) = message.content.body
        else { throw MLSError(.unsupportedWireFormat) }
        try edit(&commit)
        return try send(.commit(commit), confirmationTag: message.auth.confirmationTag)
    }

    /// A valid path for a commit of somebody's update.
    func path(after update: ReceivedProposal) throws -> UpdatePath {
        guard case .update(let leaf) = update.proposal, let index = update.sender.memberIndex
        else { throw MLSError(.unsupportedWireFormat) }
        var before = group.state.tree
        before.update(index, to: leaf)
        before.rehash(algorithms.hash)
        var after = before
        let old = try #require(before[leaf: group.ownIndex])
        let prepared = try after.preparePath(
            for: group.ownIndex, from: old,
            RatchetTree.PathMaker(
                algorithms: algorithms, random: .system, signatureKey: group.signatureKey,
                groupID: group.groupID, change: LeafNodeChange()))
        return try prepared.encrypt(
            in: before, context: group.groupContext, excluding: [], algorithms)
    }

    /// A private message whose plaintext is written by hand.
    func privateMessage(
        _ type: ContentType = .application, epoch: UInt64? = nil, sender: LeafIndex? = nil,
        generation: UInt32? = nil, plaintext: [UInt8]
    ) throws -> [UInt8] {
        var tree = group.state.secretTree
        let key = try tree.nextKey(of: group.ownIndex, type, algorithms)
        let senderData = SenderData(
            leafIndex: sender ?? group.ownIndex, generation: generation ?? key.generation,
            reuseGuard: [1, 2, 3, 4])
        var aad = MLSEncoder()
        aad.write(opaque: group.groupID)
        aad.write(epoch ?? group.epoch)
        aad.write(type)
        let senderAAD = aad.bytes
        aad.write(opaque: [])
        let ciphertext = try algorithms.aead.seal(
            plaintext, key: key.key, nonce: senderData.guarded(key.nonce),
            authenticating: aad.bytes)
        let senderKey = SenderData.key(
            secret: group.state.secrets.senderDataSecret, ciphertext: ciphertext, algorithms)
        let sealed = try algorithms.aead.seal(
            senderData.encoded, key: senderKey.key, nonce: senderKey.nonce,
            authenticating: senderAAD)
        let message = PrivateMessage(
            groupID: group.groupID, epoch: epoch ?? group.epoch, contentType: type,
            authenticatedData: [], encryptedSenderData: sealed, ciphertext: ciphertext)
        return MLSMessage(.privateMessage(message)).encoded
    }

    /// The plaintext of an application message: content, signature and padding.
    func applicationPlaintext(
        _ data: [UInt8], padding: [UInt8] = [], signer: SignaturePrivateKey? = nil
    ) throws -> [UInt8] {
        let content = FramedContent(
            groupID: group.groupID, epoch: group.epoch, sender: .member(group.ownIndex),
            authenticatedData: [], body: .application(data))
        let message = try AuthenticatedContent(
            signing: content, wireFormat: .privateMessage, context: group.state.context,
            key: signer ?? group.signatureKey)
        var encoder = MLSEncoder()
        encoder.write(opaque: data)
        encoder.write(opaque: message.auth.signature)
        encoder.writeRaw(padding)
        return encoder.bytes
    }

    /// A leaf with the insider's signing key.
    func leaf(
        encryptionKey: [UInt8]? = nil, key: SignaturePrivateKey? = nil,
        credential: Credential = .basic(identity: [UInt8]("0".utf8)),
        capabilities: Capabilities = Capabilities(), source: LeafNodeSource = .update,
        extensions: [Extension] = [], index: LeafIndex? = nil
    ) throws -> LeafNode {
        let fresh = try algorithms.kem.generate(random: .system).publicKey
        return try LeafNode(
            encryptionKey: encryptionKey ?? fresh, signatureKey: key ?? group.signatureKey,
            credential: credential, capabilities: capabilities, source: source,
            extensions: extensions,
            place: LeafNode.Place(groupID: group.groupID, index: index ?? group.ownIndex))
    }
}

/// Makes key packages that break a rule.
struct PackageForge {
    let suite: CipherSuite
    let key: SignaturePrivateKey

    init(_ suite: CipherSuite = .x25519AES128SHA256Ed25519) throws {
        self.suite = suite
        key = try SignaturePrivateKey.generate(suite)
    }

    func leaf(
        encryptionKey: [UInt8]? = nil, credential: Credential = .basic(identity: [9]),
        capabilities: Capabilities = Capabilities(),
        source: LeafNodeSource = .keyPackage(.unlimited), extensions: [Extension] = [],
        key otherKey: SignaturePrivateKey? = nil
    ) throws -> LeafNode {
        let fresh = try suite.required().kem.generate(random: .system).publicKey
        return try LeafNode(
            encryptionKey: encryptionKey ?? fresh, signatureKey: otherKey ?? key,
            credential: credential, capabilities: capabilities, source: source,
            extensions: extensions, place: nil)
    }

    func package(
        _ leaf: LeafNode? = nil, initKey: [UInt8]? = nil,
        edit: (inout KeyPackage) -> Void = { _ in }
    ) throws -> KeyPackage {
        let fresh = try suite.required().kem.generate(random: .system).publicKey
        var package = try KeyPackage(
            cipherSuite: suite, initKey: initKey ?? fresh, leafNode: leaf ?? self.leaf(),
            extensions: [], signatureKey: key)
        edit(&package)
        package.signature = try key.sign(package.toBeSigned, label: "KeyPackageTBS")
        return package
    }
}

/// A small group whose members are attacked by one of their own.
struct Scene {
    static let suite = CipherSuite.x25519AES128SHA256Ed25519

    var groups: [Group]

    init(
        _ count: Int = 4, capabilities: Capabilities = Capabilities(),
        extensions: [Extension] = [], configure: (inout GroupConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = GroupConfiguration()
        configuration.handshakeWireFormat = .publicMessage
        configure(&configuration)
        groups = try Clients.groups(
            count, Self.suite, capabilities: capabilities, extensions: extensions,
            configuration: configuration)
    }

    /// Member 0, who breaks the rules.
    var insider: Insider { Insider(group: groups[0]) }
    /// Member 1, who is to notice.
    var victim: Group { groups[1] }

    /// The victim refuses a message with this code, and its state does not change.
    func refuses(
        _ message: [UInt8], _ code: MLSError.Code,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var victim = victim
        let before = victim.serialise()
        expectError(code, sourceLocation: sourceLocation) { _ = try victim.process(message) }
        #expect(victim.serialise() == before, sourceLocation: sourceLocation)
    }
}
