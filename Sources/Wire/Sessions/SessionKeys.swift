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
        let confirmation: KeyedHash
        let frame: KeyedHash
        let bell: KeyedHash
        let query: KeyedHash
        let record: KeyedHash

        init(_ expand: (String) -> KeyedHash) {
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
            KeyedHash(
                key: HKDF<SHA256>.expand(
                    pseudoRandomKey: root,
                    info: Array("moonless \(role.rawValue) \(purpose) v1".utf8)
                        + returnEncapsulation,
                    outputByteCount: 32))
        }
    }

    /// The first bytes of a code.
    private static func tag(_ digest: SHA256.Digest) -> [UInt8] {
        digest.withUnsafeBytes { Array($0.prefix(tagByteCount)) }
    }

    /// Proof of the server that it holds its long-term key: HMAC over the transcript.
    package func confirmation(_ transcript: SessionTranscript) -> [UInt8] {
        Array(codes.confirmation.code(transcript.hash))
    }

    /// The tag of a frame: covers session, round, slot, cell, bell and all correction words.
    package func frameTag(session: UInt64, slot: UInt32, frameContent: ArraySlice<UInt8>) -> [UInt8]
    {
        var writer = ByteWriter(reserving: 12)
        writer.writeInteger(session)
        writer.writeInteger(slot)
        return Self.tag(codes.frame.code(writer.bytes, frameContent))
    }

    /// The tag by which a server vouches to one client for the bell table of a round.
    package func bellTableTag(round: Round, tableDigest: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(reserving: 8)
        writer.writeInteger(round.rawValue)
        return Self.tag(codes.bell.code(writer.bytes, tableDigest[...]))
    }

    /// The tag by which a server vouches to one client for what it holds about its slot.
    package func recordTag(session: UInt64, content: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(reserving: 8)
        writer.writeInteger(session)
        return Self.tag(codes.record.code(writer.bytes, content[...]))
    }

    /// Root and pad key of one query.
    ///
    /// Used once: a round is never served twice in a session.
    package func querySecrets(lane: Lane, round: Round, query: Int) -> QuerySecrets {
        queryCode(lane: lane, round: round, query: query).withUnsafeBytes {
            QuerySecrets(root: Array($0[0..<16]), padKey: Array($0[16..<32]))
        }
    }

    /// The same at the end of the secrets of other queries: a server gathers them by the thousand.
    package func appendQuerySecrets(
        lane: Lane, round: Round, query: Int, roots: inout [UInt8], padKeys: inout [UInt8]
    ) {
        queryCode(lane: lane, round: round, query: query).withUnsafeBytes {
            roots.append(contentsOf: $0[0..<16])
            padKeys.append(contentsOf: $0[16..<32])
        }
    }

    private func queryCode(lane: Lane, round: Round, query: Int) -> SHA256.Digest {
        // On the stack: lane u8, round u64, query u16.
        withUnsafeTemporaryAllocation(byteCount: 11, alignment: 1) { bytes in
            bytes.storeBytes(of: lane.rawValue, as: UInt8.self)
            bytes.storeBytes(of: round.rawValue.bigEndian, toByteOffset: 1, as: UInt64.self)
            bytes.storeBytes(of: UInt16(query).bigEndian, toByteOffset: 9, as: UInt16.self)
            return codes.query.code(
                UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }
}
