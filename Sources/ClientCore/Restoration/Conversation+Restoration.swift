import Crypto
import FoundationEssentials
import Wire

extension Conversation {
    /// The vault came out of a backup since this conversation last had keys of its own making.
    func isOvertaken(by account: Account) -> Bool {
        account.restorationCount > takenRestoration ?? 0
    }

    /// Puts away the keys that came out of a backup, private keys of key packages among them.
    ///
    /// They were used after the backup was made: a message under one of them could meet its key
    /// and nonce again, and what was said since is not known here. What is to be sent waits in the
    /// vault, for fresh keys.
    mutating func dropOvertakenKeys(_ account: Account) {
        guard isOvertaken(by: account) else { return }
        pair = nil
        membership?.group = nil
        membership?.joining = nil
        membership?.entry = nil
        channels = [:]
        held = []
        wasRestored = false
    }

    /// A conversation with the link's maker whose keys were put away: it goes on, under the same
    /// identity on either side, when the link is accepted.
    func waitsForLink(of link: InviteLink) -> Bool {
        guard pair == nil, knock == nil, !isGroup, let peerIdentityKey else { return false }
        return Array(SHA256.hash(data: peerIdentityKey)) == link.identityFingerprint
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
        guard !isGroup else {
            return event(
                "this account was restored from a backup: what was said since is gone here. A "
                    + "contact who is in the group brings you back once you talk again",
                &turn)
        }
        event(
            "the keys of this conversation are no longer used: this account was restored from a "
                + "backup, or brought up from a version without groups. What was written since is "
                + "gone here, what you write waits. To go on, accept a new link of \(name)'s",
            &turn)
    }
}
