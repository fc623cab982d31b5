/// Proposals from outside of a group, RFC 9420 section 12.1.8.
public enum ExternalProposal {
    /// A proposal of an entry of the group's `external_senders` extension.
    ///
    /// Returns an MLSMessage. Throws ``MLSError/Code/externalProposalType`` for what outsiders may
    /// not propose.
    public static func sign(
        _ proposal: Proposal, groupID: [UInt8], epoch: UInt64, senderIndex: UInt32,
        signatureKey: SignaturePrivateKey, authenticatedData: [UInt8] = []
    ) throws(MLSError) -> [UInt8] {
        switch proposal {
        case .update, .externalInit: throw MLSError(.externalProposalType)
        default: break
        }
        return try message(
            proposal, from: .external(index: senderIndex), groupID: groupID, epoch: epoch,
            key: signatureKey, authenticatedData)
    }

    /// The proposal of a newcomer that it be added; returns an MLSMessage.
    public static func add(
        _ newcomer: KeyPackageBundle, groupID: [UInt8], epoch: UInt64,
        authenticatedData: [UInt8] = []
    ) throws(MLSError) -> [UInt8] {
        try message(
            .add(newcomer.keyPackage), from: .newMemberProposal, groupID: groupID,
            epoch: epoch, key: newcomer.signatureKey, authenticatedData)
    }

    private static func message(
        _ proposal: Proposal, from sender: Sender, groupID: [UInt8], epoch: UInt64,
        key: SignaturePrivateKey, _ authenticatedData: [UInt8]
    ) throws(MLSError) -> [UInt8] {
        let signed = try AuthenticatedContent(
            signing: FramedContent(
                groupID: groupID, epoch: epoch, sender: sender,
                authenticatedData: authenticatedData, body: .proposal(proposal)),
            wireFormat: .publicMessage, context: nil, key: key)
        return MLSMessage(.publicMessage(PublicMessage(signed, membershipTag: nil))).encoded
    }
}
