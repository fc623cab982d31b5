import Crypto
import FoundationEssentials
import Wire

/// Who wrote a message, in eight bytes: the beginning of SHA-256 of the author's identity key, in
/// hexadecimal.
///
/// It names somebody among the members of one conversation, who were checked by their keys; it
/// proves nothing by itself.
package struct IdentityTag: Hashable, Sendable, Codable {
    static let byteCount = 8

    package let text: String

    init(bytes: [UInt8]) { text = Hexadecimal.encode(bytes) }

    init(identityKey: some Sequence<UInt8>) {
        self.init(bytes: Array(SHA256.hash(data: Array(identityKey)).prefix(Self.byteCount)))
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    var bytes: [UInt8] { (try? Hexadecimal.decode(text)) ?? [] }
}

extension Account {
    /// How this account is named in references to its messages.
    package var identityTag: IdentityTag { IdentityTag(identityKey: identityPublicKey) }
}
