import MLS
import Testing

/// `message-protection`: public and private messages of member 1 in a group of two.
@Suite("Message protection vectors", .needsVectors)
struct MessageProtectionTests {
    struct Case: SuiteCase {
        let cipher_suite: UInt16
        let group_id: Hex
        let epoch: UInt64
        let tree_hash: Hex
        let confirmed_transcript_hash: Hex
        let signature_priv: Hex
        let signature_pub: Hex
        let encryption_secret: Hex
        let sender_data_secret: Hex
        let membership_key: Hex
        let proposal: Hex
        let proposal_pub: Hex
        let proposal_priv: Hex
        let commit: Hex
        let commit_pub: Hex
        let commit_priv: Hex
        let application: Hex
        let application_priv: Hex
    }

    /// What the vectors share.
    struct Setting {
        let vector: Case
        let algorithms: Algorithms
        let context: GroupContext
        let key: SignaturePrivateKey
        let sender = LeafIndex(1)
        let window = HashRatchet.Window(forward: 1000, outOfOrder: 10)

        init(_ vector: Case) throws {
            self.vector = vector
            algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            context = GroupContext(
                cipherSuite: algorithms.suite, groupID: vector.group_id.bytes,
                epoch: vector.epoch, treeHash: vector.tree_hash.bytes,
                confirmedTranscriptHash: vector.confirmed_transcript_hash.bytes,
                extensions: [])
            key = try SignaturePrivateKey(
                algorithms.suite,
                secret: vector.signature_priv.privateKey(vector.cipher_suite))
        }

        var secretTree: SecretTree {
            SecretTree(leafCount: 2, encryptionSecret: vector.encryption_secret.secret)
        }

        func open(_ bytes: [UInt8]) throws -> FramedContent.Body {
            guard case .privateMessage(let message) = try MLSMessage(encoded: bytes).body else {
                throw MLSError(.unsupportedWireFormat)
            }
            var tree = secretTree
            let senderData = try message.openSenderData(
                secret: vector.sender_data_secret.secret, algorithms)
            #expect(senderData.leafIndex == sender)
            let content = try tree.withKey(
                of: senderData.leafIndex, message.contentType,
                generation: senderData.generation, window: window, algorithms
            ) { (key) throws(MLSError) in
                try message.open(key: key, senderData: senderData, algorithms)
            }
            #expect(
                content.hasValidSignature(
                    context: context, publicKey: vector.signature_pub.bytes, algorithms))
            return content.content.body
        }

        func verify(_ bytes: [UInt8]) throws -> FramedContent.Body {
            guard case .publicMessage(let message) = try MLSMessage(encoded: bytes).body else {
                throw MLSError(.unsupportedWireFormat)
            }
            let tag = try #require(message.membershipTag)
            #expect(
                message.authenticated.hasValidMembershipTag(
                    tag, context: context, key: vector.membership_key.secret, algorithms))
            #expect(
                message.authenticated.hasValidSignature(
                    context: context, publicKey: vector.signature_pub.bytes, algorithms))
            return message.content.body
        }

        func protect(_ body: FramedContent.Body, _ format: WireFormat) throws -> [UInt8] {
            let content = FramedContent(
                groupID: context.groupID, epoch: context.epoch, sender: .member(sender),
                authenticatedData: [], body: body)
            var message = try AuthenticatedContent(
                signing: content, wireFormat: format, context: context, key: key)
            if content.contentType == .commit { message.auth.confirmationTag = [1, 2, 3] }
            guard format == .privateMessage else {
                let tag = message.membershipTag(
                    context: context, key: vector.membership_key.secret, algorithms)
                return MLSMessage(.publicMessage(PublicMessage(message, membershipTag: tag)))
                    .encoded
            }
            var tree = secretTree
            let next = try tree.nextKey(of: sender, content.contentType, algorithms)
            return MLSMessage(
                .privateMessage(
                    try PrivateMessage(
                        protecting: message, from: sender, key: next,
                        senderDataSecret: vector.sender_data_secret.secret,
                        paddingByteCount: 7, random: .system, algorithms))
            ).encoded
        }
    }

    @Test(
        "Unprotects what others protected, and the other way round",
        arguments: ["mls/message-protection.json", "mls-xwing/message-protection.json"])
    func protection(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let setting = try Setting(vector)
            let proposal = FramedContent.Body.proposal(
                try Proposal(encoded: vector.proposal.bytes))
            let commit = FramedContent.Body.commit(try Commit(encoded: vector.commit.bytes))
            let application = FramedContent.Body.application(vector.application.bytes)
            #expect(try setting.verify(vector.proposal_pub.bytes) == proposal)
            #expect(try setting.verify(vector.commit_pub.bytes) == commit)
            #expect(try setting.open(vector.proposal_priv.bytes) == proposal)
            #expect(try setting.open(vector.commit_priv.bytes) == commit)
            #expect(try setting.open(vector.application_priv.bytes) == application)
            for body in [proposal, commit] {
                #expect(try setting.verify(setting.protect(body, .publicMessage)) == body)
                #expect(try setting.open(setting.protect(body, .privateMessage)) == body)
            }
            #expect(
                try setting.open(setting.protect(application, .privateMessage)) == application)
        }
    }
}
