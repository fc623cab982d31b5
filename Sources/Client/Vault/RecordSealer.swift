import ClientCore
import Crypto
import FoundationEssentials
import Wire

/// Turns records into what lies on the disk: a place that means nothing without the vault's key,
/// and a sealed value that opens at that place alone.
///
/// A place is 16 bytes for the collection (for messages: the collection and the conversation),
/// then 16 bytes for the key, or for messages the number in the thread, so that a thread can be
/// read in order and in ranges. What the disk shows is how many records there are and how long.
struct RecordSealer: Sendable {
    private static let spaceByteCount = 16

    private let placeKey: SymmetricKey
    private let valueKey: SymmetricKey

    init(vaultKey: SymmetricKey) {
        func expand(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.expand(
                pseudoRandomKey: vaultKey, info: Array(purpose.utf8), outputByteCount: 32)
        }
        placeKey = expand("moonless vault places v1")
        valueKey = expand("moonless vault values v1")
    }

    // MARK: Places

    func place(_ key: RecordKey) throws -> [UInt8] {
        if key.collection == .index || key.collection == .part,
            let slash = key.key.firstIndex(of: "/")
        {
            return space(key.collection, of: String(key.key[..<slash]))
                + opaque("key", String(key.key[slash...]))
        }
        guard key.collection == .message else {
            return space(key.collection.rawValue) + opaque("key", key.key)
        }
        let parts = key.key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = UInt64(parts[1]) else {
            throw VaultError.damaged("a message without a place in its thread")
        }
        return messagePlace(String(parts[0]), sequence)
    }

    func messagePlace(_ conversation: String, _ sequence: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(space(.message, of: conversation))
        writer.writeInteger(sequence)
        return writer.bytes
    }

    /// The first 16 bytes of all places of a conversation's records.
    func space(_ collection: RecordKey.Collection, of conversation: String) -> [UInt8] {
        space(collection.rawValue + "/" + conversation)
    }

    /// The first 16 bytes of all places of a collection.
    func space(_ name: String) -> [UInt8] { opaque("space", name) }

    private func opaque(_ purpose: String, _ name: String) -> [UInt8] {
        var code = HMAC<SHA256>(key: placeKey)
        code.update(data: Array("\(purpose)\0\(name)".utf8))
        return Array(code.finalize().prefix(Self.spaceByteCount))
    }

    // MARK: Values

    /// The record's key travels inside, since its place cannot be turned back into it.
    func seal(_ value: [UInt8], key: RecordKey, place: [UInt8]) throws -> [UInt8] {
        var writer = ByteWriter(reserving: value.count + 128)
        writer.writeString(key.collection.rawValue)
        writer.writeString(key.key)
        writer.write(value)
        let box = try AES.GCM.seal(writer.bytes, using: valueKey, authenticating: place)
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    func open(_ sealed: [UInt8], place: [UInt8]) throws -> (key: RecordKey, value: [UInt8]) {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let content = try? AES.GCM.open(box, using: valueKey, authenticating: place)
        else { throw VaultError.damaged("a record does not open") }
        var reader = ByteReader(Array(content))
        guard let name = try? reader.readString("collection"),
            let collection = RecordKey.Collection(rawValue: name),
            let key = try? reader.readString("key"),
            let value = try? reader.read(reader.remaining, "value")
        else { throw VaultError.damaged("a record of an unknown kind") }
        return (RecordKey(collection, key), value)
    }
}
