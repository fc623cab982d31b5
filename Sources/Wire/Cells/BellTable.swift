import Crypto

/// The bells of all slots, in the order of slots.
package enum BellTable {
    /// What both servers' tags cover.
    package static func digest(_ bells: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bells)) }

    package static func bell(of slot: UInt32, in bells: [UInt8]) -> Bell? {
        let size = DeploymentParameters.bellByteCount
        let start = Int(slot) * size
        guard start + size <= bells.count else { return nil }
        return Bell(bells[start..<start + size])
    }
}
