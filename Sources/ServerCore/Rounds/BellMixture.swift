import Crypto
import Wire

/// What becomes of a bell on which the servers differ.
///
/// Copying one server's bell would let that server ring whom it likes. A hash of both is noise to
/// every reader, and neither server can steer it.
enum BellMixture {
    static func mix(leader: [UInt8], helper: [UInt8], round: Round) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(leader)
        writer.write(helper)
        writer.writeInteger(round.rawValue)
        return Array(
            SHA256.hash(data: writer.bytes).prefix(DeploymentParameters.bellByteCount))
    }
}
