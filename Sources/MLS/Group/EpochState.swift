/// All that a member holds about one epoch.
package struct EpochState: Sendable {
    package var context: GroupContext
    package var tree: RatchetTree
    package var privateKeys: TreePrivateKeys
    package var secrets: EpochSecrets
    package var secretTree: SecretTree
    package let confirmationTag: [UInt8]
    package let interimTranscriptHash: [UInt8]

    /// What remains of this epoch once it has ended.
    package var past: PastEpoch {
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
package struct PastEpoch: Sendable {
    package struct Sender: Sendable {
        package let signatureKey: [UInt8]
        package let credential: Credential

        package init(_ signatureKey: [UInt8], _ credential: Credential) {
            self.signatureKey = signatureKey
            self.credential = credential
        }
    }

    package let context: GroupContext
    package let senderDataSecret: Secret
    package var secretTree: SecretTree
    package let senders: [LeafIndex: Sender]
}
