import Wire

extension Conversation {
    /// The vault came out of a backup since this conversation last had keys of its own making.
    func isOvertaken(by account: Account) -> Bool {
        account.restorationCount > takenRestoration ?? 0
    }

    /// Puts away the keys that came out of a backup.
    ///
    /// They were used after the backup was made: a message under one of them could meet its key
    /// and nonce again, and what was said since is not known here. What is to be sent waits, in
    /// the clear in the vault, for fresh keys.
    mutating func dropOvertakenKeys(_ account: Account) {
        guard isOvertaken(by: account) else { return }
        pair = nil
        membership?.group = nil
        channels = [:]
        held = []
        wasRestored = false
    }

    /// Begins this conversation's life after a restoration.
    mutating func takeUpRestoration(_ turn: inout Turn) {
        takenRestoration = turn.account.restorationCount
        // A link that nobody has answered yet leads to fresh keys in any case.
        if peer == nil, !isGroup { return }
        if let knock, !knock.isAnswered, let link = try? InviteLink(knock.link) {
            // So does a knock, once what it promised to the inviter is made anew.
            if (try? beginKnocking(link, &turn)) != nil { return }
        }
        event(
            "this account was restored from a backup: what was written since the backup is gone "
                + "here, and the keys of this conversation are no longer used",
            &turn)
    }
}
