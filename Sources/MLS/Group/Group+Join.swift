extension Group {
    /// Joins a group that this client was added to (RFC 9420, section 12.4.3.1).
    ///
    /// `welcome` is an MLSMessage; `ratchetTree` is needed where the Welcome does not carry the
    /// tree. The bundle's init key must be deleted afterwards, unless it is a last resort. The
    /// caller checks that it is in no other group with this identifier. A Welcome to the
    /// successor of another group is refused: see ``joinSuccessor(welcome:keyPackage:ratchetTree:)``.
    public static func join(
        welcome: [UInt8], keyPackage: KeyPackageBundle, ratchetTree: [UInt8]? = nil,
        preSharedKeys: PreSharedKeys = PreSharedKeys(),
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws(MLSError) -> Group {
        try joinNamingSigner(
            welcome: welcome, keyPackage: keyPackage, ratchetTree: ratchetTree,
            preSharedKeys: preSharedKeys, configuration: configuration
        ).group
    }

    /// Joins as ``join(welcome:keyPackage:ratchetTree:preSharedKeys:configuration:)`` does, and
    /// names the member who signed the Welcome's GroupInfo: the one who made the commit.
    ///
    /// The Welcome is authenticated by that signature alone. An application that knows who was to
    /// send it compares.
    public static func joinNamingSigner(
        welcome: [UInt8], keyPackage: KeyPackageBundle, ratchetTree: [UInt8]? = nil,
        preSharedKeys: PreSharedKeys = PreSharedKeys(),
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws(MLSError) -> (group: Group, signer: LeafIndex) {
        guard case .welcome(let body) = try MLSMessage(encoded: welcome).body else {
            throw MLSError(.unsupportedWireFormat)
        }
        let joining = try WelcomeJoining(
            welcome: body, bundle: keyPackage, preSharedKeys: preSharedKeys,
            configuration: configuration, isSuccession: false)
        return (try joining.join(ratchetTree: ratchetTree), joining.groupInfo.signer)
    }
}

extension GroupInfo {
    /// The group's tree, from here or from elsewhere, validated (section 12.4.3.1).
    func validatedTree(
        apart encodedTree: [UInt8]?, configuration: GroupConfiguration,
        _ algorithms: Algorithms
    ) throws(MLSError) -> RatchetTree {
        guard let bytes = encodedTree ?? extensions.data(of: .ratchetTree) else {
            throw MLSError(.missingRatchetTree)
        }
        var tree = try RatchetTree(encoded: bytes)
        tree.rehash(algorithms.hash)
        guard tree.treeHash(algorithms.hash) == groupContext.treeHash else {
            throw MLSError(.treeHash)
        }
        guard let signerLeaf = tree[leaf: signer],
            hasValidSignature(publicKey: signerLeaf.signatureKey, algorithms)
        else { throw MLSError(.groupInfoSignature) }
        try configuration.checkExternalSenders(groupContext.extensions)
        try tree.validateParents(algorithms.hash)
        try tree.validateCredentialTypes()
        let now = configuration.now?()
        for (index, leaf) in tree.members {
            let place = LeafNode.Place(groupID: groupContext.groupID, index: index)
            try leaf.validateAlone(
                algorithms, place: place,
                lifetimeNow: configuration.checksTreeLifetimes ? now : nil, now: now,
                credentials: configuration.credentials)
            try leaf.validate(against: groupContext.extensions)
        }
        return tree
    }
}
