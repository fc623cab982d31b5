import Crypto
import MLS

extension Group {
    /// The secret of the epoch's cells and bells: 32 bytes of the MLS exporter (RFC 9420, section 8.5).
    func channelSecret() throws -> SymmetricKey {
        SymmetricKey(
            data: try export(label: "moonless channel v1", context: [], length: 32).copyBytes())
    }
}
