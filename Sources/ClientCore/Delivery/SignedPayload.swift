import Crypto
import FoundationEssentials
import Wire

/// A cell's content where more than two share the channel's secret: signed by its author, since
/// any other member, with a server's help, could otherwise acknowledge or speak in its name.
enum SignedPayload {
    static let signatureByteCount = 64

    /// - Returns: signature and content.
    static func sign(
        _ payload: [UInt8], identityKey: Data, channel: UInt64, group: [UInt8],
        place: CellKey.Place
    ) throws -> [UInt8] {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: identityKey)
        let signature = try key.signature(for: content(payload, channel, group, place))
        return Array(signature) + payload
    }

    /// - Parameter bytes: 996 bytes, as they came out of the cell.
    /// - Returns: the content, padded with zeros; nil if its author has not signed it.
    static func verify(
        _ bytes: [UInt8], signatureKey: Data, channel: UInt64, group: [UInt8],
        place: CellKey.Place
    ) -> [UInt8]? {
        guard bytes.count > signatureByteCount,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signatureKey)
        else { return nil }
        let payload = Array(bytes[signatureByteCount...])
        return key.isValidSignature(
            bytes[..<signatureByteCount], for: content(payload, channel, group, place))
            ? payload : nil
    }

    private static func content(
        _ payload: [UInt8], _ channel: UInt64, _ group: [UInt8], _ place: CellKey.Place
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless group cell v1")
        writer.writeVector(group)
        writer.writeInteger(channel)
        writer.write(place.associatedData)
        // The reader gets the content with zeros behind it up to the cell's size.
        let end = payload.lastIndex { $0 != 0 }.map { $0 + 1 } ?? payload.startIndex
        writer.write(Array(payload[..<end]))
        return writer.bytes
    }
}
