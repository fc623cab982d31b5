import Crypto
import FoundationEssentials
import Wire

/// One server's part in opening a session: the checks, its keys and its half of the reply.
struct SessionAgreement {
    let keys: SessionKeys
    let half: SessionOpened.Half

    /// Each server checks the opening against its own account table: neither takes the other's
    /// word for who owns a slot.
    init(
        _ opening: SessionOpening, leaderNonce: [UInt8], helperNonce: [UInt8],
        account: AccountRecord?, identity: ServerIdentity
    ) throws(RefusalCode) {
        guard let account, account.isOccupied, account.generation == opening.generation else {
            throw .notYourSlot
        }
        let transcript = SessionTranscript(
            descriptorDigest: identity.descriptorDigest, leaderNonce: leaderNonce,
            helperNonce: helperNonce, opening: opening)
        guard transcript.verify(opening.signature, accountKey: account.key) else {
            throw .notYourSlot
        }
        let encapsulation =
            identity.role == .leader ? opening.leaderEncapsulation : opening.helperEncapsulation
        guard let staticSecret = try? identity.kemKey.decapsulate(Data(encapsulation)),
            let ephemeralKey = try? XWingMLKEM768X25519.PublicKey(
                rawRepresentation: Data(opening.ephemeralKey)),
            let reply = try? ephemeralKey.encapsulate()
        else { throw .malformed }
        let encapsulated = Array(reply.encapsulated)
        keys = SessionKeys(
            role: identity.role, staticSecret: staticSecret, ephemeralSecret: reply.sharedSecret,
            transcript: transcript, returnEncapsulation: encapsulated)
        half = SessionOpened.Half(
            encapsulation: encapsulated, confirmation: keys.confirmation(transcript))
    }
}
