/// All that a member holds about one epoch.
struct EpochState: Sendable {
    var context: GroupContext
    var tree: RatchetTree
    var privateKeys: TreePrivateKeys
    var secrets: EpochSecrets
    var secretTree: SecretTree
    let confirmationTag: [UInt8]
    let interimTranscriptHash: [UInt8]

    /// What remains of this epoch once it has ended.
    var past: PastEpoch {
        PastEpoch(
            context: context, senderDataSecret: secrets.senderDataSecret,
            secretTree: secretTree,
            senders: Dictionary(
                uniqueKeysWithValues: tree.members.map { index, leaf in
                    (index, PastEpoch.Sender(leaf.signatureKey, leaf.credential))
                }))
    }
}

/// An epoch that ended: enough to decrypt application messages that arrive late.
struct PastEpoch: Sendable {
    struct Sender: Sendable {
        let signatureKey: [UInt8]
        let credential: Credential

        init(_ signatureKey: [UInt8], _ credential: Credential) {
            self.signatureKey = signatureKey
            self.credential = credential
        }
    }

    let context: GroupContext
    let senderDataSecret: Secret
    var secretTree: SecretTree
    let senders: [LeafIndex: Sender]
}
