package import ClientCore

extension Simulation {
    /// A copy of a client's vault.
    package func backUp(_ client: Int) -> [RecordKey: [UInt8]] { clients[client].vault.records }

    /// Replaces a client's vault by an earlier copy, as `moonless restore` does, and starts it.
    package func restore(_ client: Int, from backup: [RecordKey: [UInt8]]) throws {
        loseConnection(client)
        clients[client].engine = nil
        var vault = MemoryVault()
        vault.commit(backup.map { .put($0.key, value: $0.value) })
        guard let record = backup[Account.recordKey] else { return }
        var account = try Account(decoding: record)
        account.markRestored(at: now)
        vault.commit([.put(Account.recordKey, value: try account.encoded())])
        clients[client].vault = vault
        try startClient(client)
    }

    /// What `moonless leave` says to the contacts.
    /// - Returns: how far it had come when it was queued.
    package func announceLeaving(_ client: Int) throws -> LeavingProgress {
        guard clients[client].engine != nil else { return LeavingProgress() }
        apply(client) { $0.announceLeaving(at: self.now) }
        return clients[client].engine?.leavingProgress ?? LeavingProgress()
    }
}
