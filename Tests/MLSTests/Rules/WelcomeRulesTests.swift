import MLS
import Testing

/// Rules V120 to V140: Welcomes, group informations, successors and stored state.
@Suite("Rules of Welcomes and stored state")
struct WelcomeRulesTests {
    /// Writes Welcomes by hand.
    struct Forge {
        let scene: Scene
        let bundle: KeyPackageBundle
        let made: CommitBundle
        /// The inviter in the new epoch.
        let after: Group

        init(forcesPath: Bool = true) throws {
            var scene = try Scene(3)
            bundle = try Clients.bundle("joiner", Scene.suite)
            var options = CommitOptions()
            options.forcesPath = forcesPath
            made = try scene.groups.commit(0, [.add(bundle.keyPackage)], options: options)
            self.scene = scene
            after = scene.groups[0]
        }

        func welcome(
            psks: [PreSharedKeyID] = [], keys: PreSharedKeys = PreSharedKeys(),
            pathSecret: Secret? = nil, suite: CipherSuite = Scene.suite,
            signer: SignaturePrivateKey? = nil, confirmationTag: [UInt8]? = nil,
            editContext: (inout GroupContext) -> Void = { _ in }
        ) throws -> [UInt8] {
            let algorithms = after.algorithms
            var context = after.groupContext
            editContext(&context)
            let joiner = Secret([UInt8](repeating: 5, count: 32))
            let schedule = KeySchedule(
                joinerSecret: joiner, pskSecret: try keys.pskSecret(for: psks, algorithms),
                algorithms)
            let tag = algorithms.hash.mac(
                context.confirmedTranscriptHash,
                key: schedule.epoch(context).secrets.confirmationKey)
            let info = try GroupInfo(
                groupContext: context,
                extensions: [Extension(type: .ratchetTree, data: after.ratchetTree.encoded)],
                confirmationTag: confirmationTag ?? tag, signer: after.ownIndex,
                key: signer ?? after.signatureKey)
            let (key, nonce) = schedule.welcomeKey
            let sealed = try algorithms.aead.seal(
                info.encoded, key: key, nonce: nonce, authenticating: [])
            let secrets = GroupSecrets(
                joinerSecret: joiner, pathSecret: pathSecret, psks: psks)
            let encrypted = try algorithms.encrypt(
                Secret(secrets.encoded), to: bundle.keyPackage.initKey, label: "Welcome",
                context: sealed)
            let entry = EncryptedGroupSecrets(
                newMember: try bundle.keyPackage.reference(), encryptedGroupSecrets: encrypted)
            let welcome = Welcome(
                cipherSuite: suite, secrets: [entry], encryptedGroupInfo: sealed)
            return MLSMessage(.welcome(welcome)).encoded
        }

        func refuses(
            _ welcome: [UInt8], _ code: MLSError.Code, keys: PreSharedKeys = PreSharedKeys(),
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            expectError(code, sourceLocation: sourceLocation) {
                _ = try Group.join(welcome: welcome, keyPackage: bundle, preSharedKeys: keys)
            }
        }
    }

    @Test("A Welcome written by hand is accepted if nothing is wrong with it")
    func accepted() throws {
        let forge = try Forge()
        _ = try Group.join(welcome: forge.welcome(), keyPackage: forge.bundle)
        _ = try Group.join(
            welcome: try #require(forge.made.welcome), keyPackage: forge.bundle)
    }

    @Test("V120 noSecretsForKeyPackage")
    func noSecretsForKeyPackage() throws {
        let forge = try Forge()
        let other = try Clients.bundle("other", Scene.suite)
        expectError(.noSecretsForKeyPackage) {
            _ = try Group.join(welcome: forge.welcome(), keyPackage: other)
        }
    }

    @Test("V121 welcomeCipherSuite")
    func welcomeCipherSuite() throws {
        let forge = try Forge()
        forge.refuses(
            try forge.welcome(suite: .x25519ChaChaSHA256Ed25519), .welcomeCipherSuite)
        forge.refuses(
            try forge.welcome { $0.cipherSuite = .x25519ChaChaSHA256Ed25519 },
            .welcomeCipherSuite)
    }

    @Test("V122 welcomeDecryption")
    func welcomeDecryption() throws {
        let forge = try Forge()
        guard
            case .welcome(let good) =
                try MLSMessage(encoded: try #require(forge.made.welcome)).body
        else { return }
        var welcome = good
        welcome.encryptedGroupInfo[9] ^= 1
        forge.refuses(MLSMessage(.welcome(welcome)).encoded, .welcomeDecryption)
        welcome = good
        welcome.secrets[0].encryptedGroupSecrets.ciphertext[0] ^= 1
        forge.refuses(MLSMessage(.welcome(welcome)).encoded, .welcomeDecryption)
    }

    @Test("V123 groupInfoSignature")
    func groupInfoSignature() throws {
        let forge = try Forge()
        forge.refuses(
            try forge.welcome(signer: Clients.key(Scene.suite)), .groupInfoSignature)
    }

    @Test("V124 notInTree")
    func notInTree() throws {
        // The joiner's key package was announced, but its leaf was never added.
        let forge = try Forge()
        var scene = try Scene(2)
        let real = try Clients.bundle("real", Scene.suite)
        _ = try scene.groups.commit(0, [.add(real.keyPackage)])
        let group = scene.groups[0]
        let algorithms = group.algorithms
        let joiner = Secret([UInt8](repeating: 5, count: 32))
        let schedule = KeySchedule(
            joinerSecret: joiner, pskSecret: .zero(count: 32), algorithms)
        let info = try GroupInfo(
            groupContext: group.groupContext,
            extensions: [Extension(type: .ratchetTree, data: group.ratchetTree.encoded)],
            confirmationTag: [], signer: group.ownIndex, key: group.signatureKey)
        let (key, nonce) = schedule.welcomeKey
        let sealed = try algorithms.aead.seal(
            info.encoded, key: key, nonce: nonce, authenticating: [])
        let encrypted = try algorithms.encrypt(
            Secret(GroupSecrets(joinerSecret: joiner, pathSecret: nil, psks: []).encoded),
            to: forge.bundle.keyPackage.initKey, label: "Welcome", context: sealed)
        let welcome = Welcome(
            cipherSuite: Scene.suite,
            secrets: [
                EncryptedGroupSecrets(
                    newMember: try forge.bundle.keyPackage.reference(),
                    encryptedGroupSecrets: encrypted)
            ], encryptedGroupInfo: sealed)
        forge.refuses(MLSMessage(.welcome(welcome)).encoded, .notInTree)
    }

    @Test("V125 pathSecretMismatch")
    func pathSecretMismatch() throws {
        let forge = try Forge()
        for count in [0, 31, 32, 33] {
            forge.refuses(
                try forge.welcome(pathSecret: Secret([UInt8](repeating: 1, count: count))),
                .pathSecretMismatch)
        }
    }

    @Test("A Welcome's confirmation tag is verified")
    func confirmation() throws {
        let forge = try Forge()
        forge.refuses(
            try forge.welcome(confirmationTag: [UInt8](repeating: 0, count: 32)),
            .confirmationTag)
    }

    @Test("A Welcome's pre-shared keys are validated")
    func preSharedKeys() throws {
        let forge = try Forge()
        var keys = PreSharedKeys()
        keys.set(externalID: [1], to: Secret([1]))
        let id = PreSharedKeyID(
            kind: .external(id: [1]), nonce: [UInt8](repeating: 1, count: 32))
        forge.refuses(
            try forge.welcome(psks: [id, id], keys: keys), .duplicatePreSharedKey, keys: keys)
        forge.refuses(try forge.welcome(psks: [id], keys: keys), .unknownPreSharedKey)
        let short = PreSharedKeyID(kind: .external(id: [1]), nonce: [1])
        forge.refuses(
            try forge.welcome(psks: [short], keys: keys), .preSharedKeyNonce, keys: keys)
    }

    @Test("V126 reInitWelcome")
    func reInitWelcome() throws {
        // The successor has another identifier than the re-initialisation said.
        var scene = try Scene(2)
        let parameters = ReInit(groupID: [4], cipherSuite: Scene.suite)
        let before = scene.groups
        _ = try scene.groups.commit(0, [.reInit(parameters)])
        let bundle = try Clients.bundle("1", Scene.suite)
        var liar = scene.groups[0]
        liar.status = .suspended(ReInit(groupID: [5], cipherSuite: Scene.suite))
        let successor = try liar.reinitialise(
            keyPackages: [bundle.keyPackage], signatureKey: Clients.key(Scene.suite))
        let welcome = try #require(successor.bundle.welcome)
        expectError(.reInitWelcome) {
            _ = try scene.groups[1].joinSuccessor(welcome: welcome, keyPackage: bundle)
        }
        // A group that was never re-initialised has no successor.
        var fooled = before[1]
        fooled.preSharedKeys = scene.groups[1].preSharedKeys
        expectError(.reInitWelcome) {
            _ = try fooled.joinSuccessor(welcome: welcome, keyPackage: bundle)
        }
    }

    @Test("V127 branchWelcome")
    func branchWelcome() throws {
        // Somebody is in the branch who is not in the group.
        let scene = try Scene(3)
        let bundle = try Clients.bundle("1", Scene.suite)
        let stranger = try Clients.bundle("stranger", Scene.suite)
        var liar = scene.groups[0]
        liar.configuration.credentials = Anything()
        let successor = try liar.branch(
            groupID: [4], keyPackages: [bundle.keyPackage, stranger.keyPackage],
            signatureKey: Clients.key(Scene.suite))
        expectError(.branchWelcome) {
            _ = try scene.victim.joinSuccessor(
                welcome: try #require(successor.bundle.welcome), keyPackage: bundle)
        }
    }

    /// Takes anybody for anybody.
    struct Anything: CredentialValidator {
        func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool {
            true
        }
        func accepts(_ successor: Credential, replacing credential: Credential) -> Bool { true }
    }

    @Test("V128 missingExternalPub")
    func missingExternalPub() throws {
        let scene = try Scene(2)
        expectError(.missingExternalPub) {
            _ = try Group.externalJoin(
                groupInfo: scene.groups[0].groupInfo(includesExternalPub: false),
                credential: .basic(identity: [9]), signatureKey: Clients.key(Scene.suite))
        }
    }

    @Test("V129 severalResumptions")
    func severalResumptions() throws {
        let forge = try Forge()
        var keys = PreSharedKeys()
        keys.set(resumptionOf: [1], epoch: 1, to: Secret([1]))
        let ids = [PreSharedKeyID.ResumptionUsage.reinit, .branch].map {
            PreSharedKeyID(
                kind: .resumption(usage: $0, groupID: [1], epoch: 1),
                nonce: [UInt8](repeating: 1, count: 32))
        }
        forge.refuses(
            try forge.welcome(psks: ids, keys: keys), .severalResumptions, keys: keys)
    }

    @Test("V140 storedState")
    func storedState() throws {
        let stored = try Scene(2).victim.serialise()
        var newer = stored
        newer[1] = 99
        expectError(.storedState) { _ = try Group(serialised: newer) }
        for count in stride(from: 0, to: stored.count, by: 37) {
            #expect(throws: MLSError.self) {
                _ = try Group(serialised: [UInt8](stored.prefix(count)))
            }
        }
        expectError(.trailingBytes) { _ = try Group(serialised: stored + [0]) }
    }
}
