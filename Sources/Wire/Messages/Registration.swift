package import Crypto
import FoundationEssentials

/// A new account: a ticket for a slot, and the key that will open sessions for it.
package struct Registration: Sendable, Equatable {
    package static let ticketByteCount = 16

    package var ticket: [UInt8]
    /// Ed25519; known to the servers and to nobody else, and not the identity key.
    package var accountKey: [UInt8]
    package var signature: [UInt8]

    package init(
        ticket: [UInt8], accountKey: Curve25519.Signing.PrivateKey, descriptorDigest: [UInt8]
    ) throws {
        self.ticket = ticket
        self.accountKey = Array(accountKey.publicKey.rawRepresentation)
        signature = Array(
            try accountKey.signature(
                for: Self.signed(ticket, self.accountKey, descriptorDigest)))
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        ticket = try reader.read(Self.ticketByteCount, "ticket")
        accountKey = try reader.read(32, "account key")
        signature = try reader.read(64, "signature")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(ticket)
        writer.write(accountKey)
        writer.write(signature)
    }

    /// The account key signs its own registration, so nobody registers a key that is not theirs.
    package func verify(descriptorDigest: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: accountKey) else {
            return false
        }
        return key.isValidSignature(
            signature, for: Self.signed(ticket, accountKey, descriptorDigest))
    }

    private static func signed(
        _ ticket: [UInt8], _ accountKey: [UInt8], _ descriptorDigest: [UInt8]
    ) -> [UInt8] {
        Array("moonless registration v1".utf8) + descriptorDigest + ticket + accountKey
    }
}
