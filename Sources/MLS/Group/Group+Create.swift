extension Group {
    /// Creates a group with one member at epoch 0 (RFC 9420, section 11).
    ///
    /// `extensions` are those of the group context. Throws if the suite of `signatureKey` is not
    /// supported or the own leaf does not support the extensions.
    public static func create(
        groupID: [UInt8], credential: Credential, signatureKey: SignaturePrivateKey,
        capabilities: Capabilities = Capabilities(), lifetime: Lifetime = .unlimited,
        leafExtensions: [Extension] = [], extensions: [Extension] = [],
        preSharedKeys: PreSharedKeys = PreSharedKeys(),
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws(MLSError) -> Group {
        let algorithms = try signatureKey.cipherSuite.required()
        let leafKey = try algorithms.kem.generate(random: configuration.random)
        let leaf = try LeafNode(
            encryptionKey: leafKey.publicKey, signatureKey: signatureKey,
            credential: credential, capabilities: capabilities, source: .keyPackage(lifetime),
            extensions: leafExtensions, place: nil)
        try leaf.validateAlone(
            algorithms, place: LeafNode.Place(groupID: groupID, index: LeafIndex(0)),
            lifetimeNow: configuration.now?(), now: configuration.now?(),
            credentials: configuration.credentials)
        try leaf.validate(against: extensions)
        try configuration.checkExternalSenders(extensions)
        var tree = RatchetTree(founder: leaf)
        tree.rehash(algorithms.hash)
        let context = GroupContext(
            cipherSuite: algorithms.suite, groupID: groupID, epoch: 0,
            treeHash: tree.treeHash(algorithms.hash), confirmedTranscriptHash: [],
            extensions: extensions)
        let (secrets, encryptionSecret) = EpochSecrets.split(
            configuration.random.secret(count: algorithms.hashByteCount), algorithms)
        let state = EpochState(
            context: context, tree: tree,
            privateKeys: TreePrivateKeys(index: LeafIndex(0), leafKey: leafKey.privateKey),
            secrets: secrets, encryptionSecret: encryptionSecret, algorithms)
        return Group(
            algorithms, state: state, signatureKey: signatureKey,
            preSharedKeys: preSharedKeys, configuration: configuration)
    }
}

extension EpochState {
    /// The state of an epoch whose context and secrets are known.
    init(
        context: GroupContext, tree: RatchetTree, privateKeys: TreePrivateKeys,
        secrets: EpochSecrets, encryptionSecret: Secret, _ algorithms: Algorithms
    ) {
        self.context = context
        self.tree = tree
        self.privateKeys = privateKeys
        self.secrets = secrets
        secretTree = SecretTree(
            leafCount: tree.leafCount, encryptionSecret: encryptionSecret)
        confirmationTag = algorithms.hash.mac(
            context.confirmedTranscriptHash, key: secrets.confirmationKey)
        interimTranscriptHash = TranscriptHash.interim(
            confirmed: context.confirmedTranscriptHash, confirmationTag: confirmationTag,
            algorithms.hash)
    }
}
