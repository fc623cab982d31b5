import Wire

// What a restored leader asks for before it serves anything. The helper gives nothing that the
// leader did not have: the account table came from it, and every cell passed through it.

extension HelperEngine {
    mutating func readAccounts(_ request: UInt64, from first: UInt32) {
        let list = withStorage { engine in
            try engine.accounts.accounts(from: first, limit: AccountTable.chunkCount)
        }
        guard let list else {
            return send(.requestRefused(request: request, .serverTrouble))
        }
        send(.accounts(request: request, list))
    }

    /// Answers with this server's cells where the hashes differ.
    mutating func compareRows(
        _ request: UInt64, plane: UInt32, from first: UInt32, _ hashes: [[UInt8]]
    ) {
        guard plane < parameters.pagesPerSlot, hashes.count <= CatchUp.rowsPerMessage,
            Int(first) + hashes.count <= parameters.capacity
        else { return cut(.peerTrouble("the leader asked for cells that do not exist")) }
        // Nothing is written between these questions, but for rounds that end a catch-up.
        if current != nil { dropRound() }
        var memory = catchUpPlane
        let rows = withStorage { engine in
            let cells = try memory.cells(of: Int(plane), in: engine.database.store)
            let size = DeploymentParameters.cellByteCount
            return hashes.enumerated().compactMap { offset, hash -> SlotRow? in
                let slot = Int(first) + offset
                let cell = cells.row(slot, byteCount: size)
                if RowDigests.hash(cell) == hash { return nil }
                return SlotRow(slot: UInt32(slot), bytes: Array(cell))
            }
        }
        catchUpPlane = memory
        guard let rows else {
            return send(.requestRefused(request: request, .serverTrouble))
        }
        send(.rows(request: request, rows))
    }
}
