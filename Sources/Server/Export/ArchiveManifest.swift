import Crypto
import FoundationEssentials
import Wire

/// `manifest.json`: what an archive holds, with the SHA-256 of every entry; `manifest.sig` is the
/// operator's signature of its bytes.
package struct ArchiveManifest: Codable, Sendable, Equatable {
    static let fileName = "manifest.json"
    static let signatureFileName = "manifest.sig"
    static let format = "moonless export"
    static let currentVersion = 1
    private static let signatureContext = "moonless export v1"

    package struct Entry: Codable, Sendable, Equatable {
        package var name: String
        package var bytes: Int
        /// Of one row; absent in entries that are no columns.
        package var rowBytes: Int?
        package var sha256: String
    }

    /// Sums over all rows, which a column in random order cannot tell apart.
    package struct Counters: Codable, Sendable, Equatable {
        /// Slots that are taken.
        package var accounts: Int
        /// Hashes in `tickets.bin`; a helper has none.
        package var tickets: Int
        package var ticketsUsed: Int
    }

    package var format = Self.format
    package var version = Self.currentVersion
    /// `leader` or `helper`.
    package var role: String
    /// The deployment's identifier and the digest of its descriptor, in hexadecimal.
    package var deployment: String
    package var descriptorDigest: String
    /// The round in which the snapshot was taken.
    package var round: UInt64
    package var software: String
    package var slots: Int
    package var planes: Int
    package var counters: Counters
    package var entries: [Entry]

    var encoded: [UInt8] { get throws { try JSONText.encode(self) } }

    static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// In hexadecimal, with a newline at the end: 129 bytes.
    static func sign(_ bytes: [UInt8], _ key: Curve25519.Signing.PrivateKey) throws -> [UInt8] {
        let signature = try key.signature(for: Array(signatureContext.utf8) + bytes)
        return Array((Hexadecimal.encode(signature) + "\n").utf8)
    }

    static func isSigned(_ bytes: [UInt8], _ signature: [UInt8], by key: [UInt8]) -> Bool {
        guard let text = String(validating: signature, as: UTF8.self), text.hasSuffix("\n"),
            let signature = try? Hexadecimal.decode(String(text.dropLast())),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return key.isValidSignature(signature, for: Array(signatureContext.utf8) + bytes)
    }
}
