import Crypto
import PrivateRetrieval
import Wire

/// What fills a slot that is given back: random bytes, the same on both servers, since a row on
/// which they differ would spoil the answers to everybody.
enum SlotNoise {
    static func cell(slot: UInt32, plane: UInt32, seed: [UInt8]) -> [UInt8] {
        var cell = [UInt8](repeating: 0, count: DeploymentParameters.cellByteCount)
        do {
            try Pad.apply(key: block(seed, slot, "cell", plane), to: &cell)
        } catch {
            preconditionFailure("a pad key has 16 bytes")
        }
        return cell
    }

    static func bell(slot: UInt32, seed: [UInt8]) -> [UInt8] { block(seed, slot, "bell", 0) }

    private static func block(
        _ seed: [UInt8], _ slot: UInt32, _ purpose: String, _ number: UInt32
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless slot noise v1 " + purpose)
        writer.write(seed)
        writer.writeInteger(slot)
        writer.writeInteger(number)
        return Array(SHA256.hash(data: writer.bytes).prefix(16))
    }
}
