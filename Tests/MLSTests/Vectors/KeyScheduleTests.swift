import MLS
import Testing

/// `key-schedule`, `psk_secret` and `transcript-hashes`.
@Suite("Key schedule vectors", .needsVectors)
struct KeyScheduleTests {
    struct Case: SuiteCase {
        struct Exporter: Decodable {
            let label: String
            let context: Hex
            let length: Int
            let secret: Hex
        }
        struct Epoch: Decodable {
            let tree_hash: Hex
            let commit_secret: Hex
            let psk_secret: Hex
            let confirmed_transcript_hash: Hex
            let group_context: Hex
            let joiner_secret: Hex
            let welcome_secret: Hex
            let init_secret: Hex
            let sender_data_secret: Hex
            let encryption_secret: Hex
            let exporter_secret: Hex
            let epoch_authenticator: Hex
            let external_secret: Hex
            let confirmation_key: Hex
            let membership_key: Hex
            let resumption_psk: Hex
            let external_pub: Hex
            let exporter: Exporter
        }
        let cipher_suite: UInt16
        let group_id: Hex
        let initial_init_secret: Hex
        let epochs: [Epoch]
    }

    @Test("Epochs", arguments: ["mls/key-schedule.json", "mls-xwing/key-schedule.json"])
    func epochs(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            var initSecret = vector.initial_init_secret.secret
            for (number, epoch) in vector.epochs.enumerated() {
                let context = GroupContext(
                    cipherSuite: algorithms.suite, groupID: vector.group_id.bytes,
                    epoch: UInt64(number), treeHash: epoch.tree_hash.bytes,
                    confirmedTranscriptHash: epoch.confirmed_transcript_hash.bytes,
                    extensions: [])
                #expect(context.encoded == epoch.group_context.bytes)
                let schedule = KeySchedule(
                    initSecret: initSecret, commitSecret: epoch.commit_secret.secret,
                    pskSecret: epoch.psk_secret.secret, context: context, algorithms)
                #expect(schedule.joinerSecret == epoch.joiner_secret.secret)
                let welcomeKey = algorithms.expand(
                    epoch.welcome_secret.secret, label: "key",
                    count: algorithms.aead.keyByteCount)
                #expect(schedule.welcomeKey.key == welcomeKey)
                let (secrets, encryptionSecret) = schedule.epoch(context)
                #expect(encryptionSecret == epoch.encryption_secret.secret)
                try check(secrets, epoch, algorithms)
                initSecret = secrets.initSecret
            }
        }
    }

    private func check(
        _ secrets: EpochSecrets, _ epoch: Case.Epoch, _ algorithms: Algorithms
    ) throws {
        #expect(secrets.initSecret == epoch.init_secret.secret)
        #expect(secrets.senderDataSecret == epoch.sender_data_secret.secret)
        #expect(secrets.exporterSecret == epoch.exporter_secret.secret)
        #expect(secrets.epochAuthenticator == epoch.epoch_authenticator.secret)
        #expect(secrets.externalSecret == epoch.external_secret.secret)
        #expect(secrets.confirmationKey == epoch.confirmation_key.secret)
        #expect(secrets.membershipKey == epoch.membership_key.secret)
        #expect(secrets.resumptionPSK == epoch.resumption_psk.secret)
        #expect(
            try secrets.externalKeyPair(algorithms).publicKey == epoch.external_pub.bytes)
        let exporter = epoch.exporter
        #expect(
            secrets.export(
                label: exporter.label, context: exporter.context.bytes,
                count: exporter.length, algorithms) == exporter.secret.secret)
    }

    struct PSKCase: SuiteCase {
        struct PSK: Decodable {
            let psk_id: Hex
            let psk: Hex
            let psk_nonce: Hex
        }
        let cipher_suite: UInt16
        let psks: [PSK]
        let psk_secret: Hex
    }

    @Test("Pre-shared keys", arguments: ["mls/psk_secret.json", "mls-xwing/psk_secret.json"])
    func preSharedKeys(path: String) throws {
        for vector in try Vectors.supported(path, as: PSKCase.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            var keys = PreSharedKeys()
            for psk in vector.psks { keys.set(externalID: psk.psk_id.bytes, to: psk.psk.secret) }
            let ids = vector.psks.map {
                PreSharedKeyID(
                    kind: .external(id: $0.psk_id.bytes), nonce: $0.psk_nonce.bytes)
            }
            #expect(try keys.pskSecret(for: ids, algorithms) == vector.psk_secret.secret)
        }
    }

    struct TranscriptCase: SuiteCase {
        let cipher_suite: UInt16
        let confirmation_key: Hex
        let authenticated_content: Hex
        let interim_transcript_hash_before: Hex
        let confirmed_transcript_hash_after: Hex
        let interim_transcript_hash_after: Hex
    }

    @Test(
        "Transcript hashes",
        arguments: ["mls/transcript-hashes.json", "mls-xwing/transcript-hashes.json"])
    func transcripts(path: String) throws {
        for vector in try Vectors.supported(path, as: TranscriptCase.self) {
            let hash = try CipherSuite(rawValue: vector.cipher_suite).required().hash
            let content = try AuthenticatedContent(encoded: vector.authenticated_content.bytes)
            #expect(content.content.contentType == .commit)
            let confirmed = TranscriptHash.confirmed(
                interim: vector.interim_transcript_hash_before.bytes, commit: content, hash)
            #expect(confirmed == vector.confirmed_transcript_hash_after.bytes)
            let tag = try #require(content.auth.confirmationTag)
            #expect(hash.verifies(mac: tag, of: confirmed, key: vector.confirmation_key.secret))
            #expect(
                TranscriptHash.interim(confirmed: confirmed, confirmationTag: tag, hash)
                    == vector.interim_transcript_hash_after.bytes)
        }
    }
}
