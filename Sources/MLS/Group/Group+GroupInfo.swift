extension Group {
    /// A signed snapshot of the epoch, an MLSMessage for those who want to join by an external
    /// commit (RFC 9420, section 12.4.3).
    ///
    /// Whoever gets it can join: give it to nobody else. Throws if this member is not active.
    public func groupInfo(
        includesRatchetTree: Bool = true, includesExternalPub: Bool = true
    ) throws(MLSError) -> [UInt8] {
        try requireActive()
        let info = try state.groupInfo(
            signer: ownIndex, key: signatureKey, includesTree: includesRatchetTree,
            includesExternalPub: includesExternalPub, algorithms)
        return MLSMessage(.groupInfo(info)).encoded
    }
}
