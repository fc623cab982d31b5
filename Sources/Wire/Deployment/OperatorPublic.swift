import Crypto
import FoundationEssentials

/// What an operator publishes about its server: the address at which it listens and its keys.
package struct OperatorPublic: Sendable, Equatable {
    package static let signingKeyByteCount = 32
    package static let kemKeyByteCount = 1_216

    /// `HOST:PORT`.
    package var address: String
    /// Ed25519; signs the deployment descriptor.
    package var signingKey: [UInt8]
    /// X-Wing; sessions are encapsulated to it.
    package var kemKey: [UInt8]
    /// SHA-256 of the DER encoding of the server's TLS certificate.
    package var certificateSHA256: [UInt8]

    package init(
        address: String, signingKey: [UInt8], kemKey: [UInt8], certificateSHA256: [UInt8]
    ) {
        self.address = address
        self.signingKey = signingKey
        self.kemKey = kemKey
        self.certificateSHA256 = certificateSHA256
    }

    package func validate(_ role: String) throws(WireError) {
        _ = try HostAndPort(address)
        guard signingKey.count == Self.signingKeyByteCount,
            kemKey.count == Self.kemKeyByteCount, certificateSHA256.count == 32,
            (try? Curve25519.Signing.PublicKey(rawRepresentation: signingKey)) != nil,
            (try? XWingMLKEM768X25519.PublicKey(rawRepresentation: kemKey)) != nil
        else { throw WireError(.invalidValue, "the \(role)'s keys are malformed") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeString(address)
        writer.write(signingKey)
        writer.write(kemKey)
        writer.write(certificateSHA256)
    }
}
