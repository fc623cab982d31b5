/// A proposal of the current epoch, as the application sees it.
public struct ReceivedProposal: Sendable, Hashable {
    /// The hash that a commit refers to it by.
    public let reference: [UInt8]
    /// Who sent it.
    public let sender: Sender
    /// What it proposes.
    public let proposal: Proposal

    package init(reference: [UInt8], sender: Sender, proposal: Proposal) {
        self.reference = reference
        self.sender = sender
        self.proposal = proposal
    }
}

/// A proposal that a commit may refer to.
package struct CachedProposal: Sendable, MLSCodable {
    package let received: ReceivedProposal

    package init(_ received: ReceivedProposal) {
        self.received = received
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        received = ReceivedProposal(
            reference: try decoder.readOpaque(), sender: try decoder.read(),
            proposal: try decoder.read())
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: received.reference)
        encoder.write(received.sender)
        encoder.write(received.proposal)
    }
}

/// The private keys behind an update proposal that this member sent.
package struct PendingUpdate: Sendable, MLSCodable {
    package let encryptionKey: [UInt8]
    package let leafKey: Secret
    package let signatureSecret: Secret

    package init(encryptionKey: [UInt8], leafKey: Secret, signatureSecret: Secret) {
        self.encryptionKey = encryptionKey
        self.leafKey = leafKey
        self.signatureSecret = signatureSecret
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        encryptionKey = try decoder.readOpaque()
        leafKey = try decoder.read()
        signatureSecret = try decoder.read()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: encryptionKey)
        encoder.write(leafKey)
        encoder.write(signatureSecret)
    }
}
