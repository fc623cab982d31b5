import Crypto
import Wire

/// What becomes of all bells when the servers' tables differ.
///
/// Copying, clearing or mixing the bells that differ would let one server decide about chosen
/// slots, and a contact could watch whom that makes others read. All slots at once tell nothing;
/// noise, so that no copy of the table shows who has rung since.
enum BellNoise {
    static func bell(slot: UInt32, seed: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless bell noise v1")
        writer.write(seed)
        writer.writeInteger(slot)
        return Array(
            SHA256.hash(data: writer.bytes).prefix(DeploymentParameters.bellByteCount))
    }
}
