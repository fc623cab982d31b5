import FoundationEssentials

extension Account {
    /// What version 1 of the vault kept of an account.
    private struct Version1: Codable {
        var deploymentFile: Data
        var slot: UInt32
        var generation: UInt32
        var accountKey: Data
        var identityKey: Data
        var displayName: String
        var proxy: String
    }

    /// Reads the record of a vault of version 1.
    package init(decodingVersion1 bytes: [UInt8]) throws {
        let old = try JSONDecoder().decode(Version1.self, from: Data(bytes))
        self.init(
            deploymentFile: old.deploymentFile, slot: old.slot, generation: old.generation,
            accountKey: old.accountKey, identityKey: old.identityKey,
            displayName: old.displayName, proxy: old.proxy)
    }
}
