package import Crypto
import FoundationEssentials

/// Seals and opens the cells of one sender in one epoch of a conversation.
///
/// A cell is a random nonce (12 bytes), an AES-256-GCM ciphertext (996) and its tag (16): 1,024
/// random bytes to everyone without the key. The nonce is never a counter: vaults get restored.
package struct CellKey: Sendable {
    package static let payloadByteCount = DeploymentParameters.cellByteCount - 12 - 16

    /// Where a cell lies; part of its associated data, so that a cell moved elsewhere, or rerouted
    /// to the reader of another slot by a server, does not open.
    package struct Place: Sendable {
        package var deployment: [UInt8]
        package var slot: UInt32
        package var generation: UInt32
        package var plane: UInt32

        package init(deployment: [UInt8], slot: UInt32, generation: UInt32, plane: UInt32) {
            self.deployment = deployment
            self.slot = slot
            self.generation = generation
            self.plane = plane
        }

        package var associatedData: [UInt8] {
            var writer = ByteWriter()
            writer.writeString("moonless cell v1")
            writer.write(deployment)
            writer.writeInteger(slot)
            writer.writeInteger(generation)
            writer.writeInteger(plane)
            return writer.bytes
        }
    }

    private let key: SymmetricKey
    /// The key of this sender's bell bits.
    package let bellKey: SymmetricKey

    /// - Parameters:
    ///   - secret: the epoch's exported secret, or an introduction's.
    ///   - sender: the sender's leaf index.
    package init(secret: SymmetricKey, sender: UInt32) {
        func expand(_ purpose: String) -> SymmetricKey {
            var writer = ByteWriter()
            writer.writeString(purpose)
            writer.writeInteger(sender)
            return HKDF<SHA256>.expand(
                pseudoRandomKey: secret, info: writer.bytes, outputByteCount: 32)
        }
        key = expand("moonless cell v1")
        bellKey = expand("moonless bell v1")
    }

    /// - Parameter payload: at most 996 bytes; padded with zeros.
    package func seal(_ payload: [UInt8], at place: Place) throws -> [UInt8] {
        precondition(payload.count <= Self.payloadByteCount, "cell payload too long")
        let padded = payload + [UInt8](repeating: 0, count: Self.payloadByteCount - payload.count)
        let box = try AES.GCM.seal(padded, using: key, authenticating: place.associatedData)
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// - Returns: 996 bytes, or nil if the cell is none of this sender's at this place.
    package func open(_ cell: [UInt8], at place: Place) -> [UInt8]? {
        guard cell.count == DeploymentParameters.cellByteCount,
            let box = try? AES.GCM.SealedBox(combined: cell),
            let payload = try? AES.GCM.open(
                box, using: key, authenticating: place.associatedData)
        else { return nil }
        return Array(payload)
    }
}
