package import Crypto
import FoundationEssentials

/// What a session's keys are bound to: the descriptor, the slot, both servers' fresh nonces and
/// all that the client sent.
package struct SessionTranscript: Sendable {
    package static let nonceByteCount = 32

    /// SHA-256 over the transcript.
    package let hash: [UInt8]

    package init(
        descriptorDigest: [UInt8], leaderNonce: [UInt8], helperNonce: [UInt8],
        opening: SessionOpening
    ) {
        var writer = ByteWriter(reserving: 4_096)
        writer.writeString("moonless session v1")
        writer.write(descriptorDigest)
        writer.write(leaderNonce)
        writer.write(helperNonce)
        var unsigned = opening
        unsigned.signature = []
        unsigned.encode(into: &writer)
        hash = Array(SHA256.hash(data: writer.bytes))
    }

    private var signed: [UInt8] { Array("moonless session signature v1".utf8) + hash }

    package func sign(with key: Curve25519.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: signed))
    }

    package func verify(_ signature: [UInt8], accountKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: accountKey) else {
            return false
        }
        return key.isValidSignature(signature, for: signed)
    }
}
