/// A Welcome being worked out, RFC 9420 section 12.4.3.1.
struct WelcomeJoining {
    private let bundle: KeyPackageBundle
    private let configuration: GroupConfiguration
    private let preSharedKeys: PreSharedKeys
    private let algorithms: Algorithms
    private let schedule: KeySchedule
    let secrets: GroupSecrets
    let groupInfo: GroupInfo

    init(
        welcome: Welcome, bundle: KeyPackageBundle, preSharedKeys: PreSharedKeys,
        configuration: GroupConfiguration, isSuccession: Bool
    ) throws(MLSError) {
        self.bundle = bundle
        self.configuration = configuration
        self.preSharedKeys = preSharedKeys
        guard welcome.cipherSuite == bundle.keyPackage.cipherSuite else {
            throw MLSError(.welcomeCipherSuite)
        }
        algorithms = try welcome.cipherSuite.required()
        secrets = try Self.open(welcome, bundle, algorithms)
        try Self.validate(secrets.psks, algorithms)
        let isFounding = secrets.psks.contains { $0.usage == .reinit || $0.usage == .branch }
        guard isFounding == isSuccession else { throw MLSError(.preSharedKeyUsage) }
        schedule = KeySchedule(
            joinerSecret: secrets.joinerSecret,
            pskSecret: try preSharedKeys.pskSecret(for: secrets.psks, algorithms), algorithms)
        let (key, nonce) = schedule.welcomeKey
        guard
            let bytes = algorithms.aead.open(
                welcome.encryptedGroupInfo, key: key, nonce: nonce, authenticating: [])
        else { throw MLSError(.welcomeDecryption) }
        groupInfo = try GroupInfo(encoded: bytes)
        guard groupInfo.groupContext.cipherSuite == welcome.cipherSuite else {
            throw MLSError(.welcomeCipherSuite)
        }
        guard groupInfo.groupContext.version == .mls10 else {
            throw MLSError(.unsupportedVersion)
        }
    }

    private static func open(
        _ welcome: Welcome, _ bundle: KeyPackageBundle, _ algorithms: Algorithms
    ) throws(MLSError) -> GroupSecrets {
        let reference = try bundle.keyPackage.reference()
        guard let entry = welcome.secrets.first(where: { $0.newMember == reference }) else {
            throw MLSError(.noSecretsForKeyPackage)
        }
        guard
            let bytes = try? algorithms.decrypt(
                entry.encryptedGroupSecrets, with: bundle.initKey, label: "Welcome",
                context: welcome.encryptedGroupInfo)
        else { throw MLSError(.welcomeDecryption) }
        var encoded = bytes.copyBytes()
        defer { Secret.erase(&encoded) }
        return try GroupSecrets(encoded: encoded)
    }

    private static func validate(
        _ ids: [PreSharedKeyID], _ algorithms: Algorithms
    ) throws(MLSError) {
        guard Set(ids).count == ids.count else { throw MLSError(.duplicatePreSharedKey) }
        guard ids.allSatisfy({ $0.nonce.count == algorithms.hashByteCount }) else {
            throw MLSError(.preSharedKeyNonce)
        }
        let founding = ids.filter { $0.usage == .reinit || $0.usage == .branch }
        guard founding.count <= 1 else { throw MLSError(.severalResumptions) }
    }

    /// The pre-shared key that ties the group to an older one, if it is no group of its own.
    var succession: PreSharedKeyID? {
        secrets.psks.first { $0.usage == .reinit || $0.usage == .branch }
    }

    func join(ratchetTree: [UInt8]?) throws(MLSError) -> Group {
        let context = groupInfo.groupContext
        let tree = try groupInfo.validatedTree(
            apart: ratchetTree, configuration: configuration, algorithms)
        guard let own = tree.members.first(where: { $0.leaf == bundle.keyPackage.leafNode })
        else { throw MLSError(.notInTree) }
        var privateKeys = TreePrivateKeys(index: own.index, leafKey: bundle.leafKey)
        if let pathSecret = secrets.pathSecret {
            privateKeys.adopt(try pathSteps(from: pathSecret, own: own.index, in: tree))
        }
        let (epochSecrets, encryptionSecret) = schedule.epoch(context)
        let state = EpochState(
            context: context, tree: tree, privateKeys: privateKeys, secrets: epochSecrets,
            encryptionSecret: encryptionSecret, algorithms)
        guard Secret(state.confirmationTag) == Secret(groupInfo.confirmationTag) else {
            throw MLSError(.confirmationTag)
        }
        return Group(
            algorithms, state: state, signatureKey: bundle.signatureKey,
            preSharedKeys: preSharedKeys, configuration: configuration)
    }

    /// The private keys from the lowest ancestor shared with the committer up to the root.
    private func pathSteps(
        from pathSecret: Secret, own: LeafIndex, in tree: RatchetTree
    ) throws(MLSError) -> [PathSecrets.Step] {
        let signer = groupInfo.signer
        guard signer != own, pathSecret.count == algorithms.hashByteCount else {
            throw MLSError(.pathSecretMismatch)
        }
        let steps = tree.filteredDirectPath(of: signer).filter {
            TreeMath.isBelow(own.node, $0.node)
        }
        let secrets = try PathSecrets(from: pathSecret, nodes: steps.map(\.node), algorithms)
        for step in secrets.steps
        where tree.nodes[step.node].encryptionKey != step.keyPair.publicKey {
            throw MLSError(.pathSecretMismatch)
        }
        return secrets.steps
    }
}
