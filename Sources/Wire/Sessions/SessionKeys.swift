package import Crypto
import FoundationEssentials

/// The keys that a client shares with one server for one session.
///
/// In memory only.
package struct SessionKeys: Sendable {
    package static let confirmationByteCount = 32
    package static let tagByteCount = 16

    /// Codes that have taken in their keys and nothing else: a key is worked in once a session, not
    /// with every tag and query of ten thousand clients.
    ///
    /// One object, since each code holds several: a server copies a session's keys into every round.
    private final class Codes: Sendable {
        let confirmation: HMAC<SHA256>
        let frame: HMAC<SHA256>
        let bell: HMAC<SHA256>
        let query: HMAC<SHA256>
        let record: HMAC<SHA256>

        init(_ expand: (String) -> HMAC<SHA256>) {
            confirmation = expand("confirmation")
            frame = expand("frame")
            bell = expand("bell table")
            query = expand("query")
            record = expand("record")
        }
    }

    private let codes: Codes

    /// - Parameters:
    ///   - staticSecret: agreed by encapsulation to the server's long-term X-Wing key.
    ///   - ephemeralSecret: agreed by the server's encapsulation to the client's ephemeral key.
    ///   - returnEncapsulation: that encapsulation, 1,120 bytes.
    package init(
        role: ServerRole, staticSecret: SymmetricKey, ephemeralSecret: SymmetricKey,
        transcript: SessionTranscript, returnEncapsulation: [UInt8]
    ) {
        var secret = staticSecret.withUnsafeBytes { Data($0) }
        secret.append(ephemeralSecret.withUnsafeBytes { Data($0) })
        defer { secret.resetBytes(in: 0..<secret.count) }
        let root = HKDF<SHA256>.extract(
            inputKeyMaterial: SymmetricKey(data: secret), salt: transcript.hash)
        codes = Codes { purpose in
            HMAC<SHA256>(
                key: HKDF<SHA256>.expand(
                    pseudoRandomKey: root,
                    info: Array("moonless \(role.rawValue) \(purpose) v1".utf8)
                        + returnEncapsulation,
                    outputByteCount: 32))
        }
    }

    private static func tag(_ keyed: HMAC<SHA256>, _ parts: [UInt8]...) -> [UInt8] {
        var code = keyed
        for part in parts { code.update(data: part) }
        return code.finalize().withUnsafeBytes { Array($0) }
    }

    /// Proof of the server that it holds its long-term key: HMAC over the transcript.
    package func confirmation(_ transcript: SessionTranscript) -> [UInt8] {
        Self.tag(codes.confirmation, transcript.hash)
    }

    /// The tag of a frame: covers session, round, slot, cell, bell and all correction words.
    package func frameTag(session: UInt64, slot: UInt32, frameContent: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(session)
        writer.writeInteger(slot)
        return Array(
            Self.tag(codes.frame, writer.bytes, frameContent).prefix(Self.tagByteCount))
    }

    /// The tag by which a server vouches to one client for the bell table of a round.
    package func bellTableTag(round: Round, tableDigest: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(round.rawValue)
        return Array(Self.tag(codes.bell, writer.bytes, tableDigest).prefix(Self.tagByteCount))
    }

    /// The tag by which a server vouches to one client for what it holds about its slot.
    package func recordTag(session: UInt64, content: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(session)
        return Array(Self.tag(codes.record, writer.bytes, content).prefix(Self.tagByteCount))
    }

    /// Root and pad key of one query.
    ///
    /// Used once: a round is never served twice in a session.
    package func querySecrets(lane: Lane, round: Round, query: Int) -> QuerySecrets {
        var writer = ByteWriter()
        writer.writeInteger(lane.rawValue)
        writer.writeInteger(round.rawValue)
        writer.writeInteger(UInt16(query))
        let output = Self.tag(codes.query, writer.bytes)
        return QuerySecrets(root: Array(output[0..<16]), padKey: Array(output[16..<32]))
    }
}
