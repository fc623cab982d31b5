import Wire

// A leader that was made from an export holds planes as they were that night. Repair in rounds goes
// from leader to helper: it would set the helper's newer cells back, and with them what people who
// are away have left for their friends. So before it takes part in anything, a restored leader
// copies what differs from the helper. Accounts that it lacks are taken over likewise, and accounts
// that were deleted since stay deleted; none is ever replaced by another.

extension LeaderEngine {
    var mustCatchUp: Bool { restoration?.isPending ?? false }

    mutating func beginCatchUp(accountsDigest: [UInt8]) {
        link = .catchingUp
        catchUp = CatchUp(accountsDigest: accountsDigest)
        continueCatchUp()
    }

    private mutating func continueCatchUp() {
        guard var state = catchUp else { return }
        state.request = nextRequest
        nextRequest += 1
        switch state.step {
        case .accounts(let first):
            sendHelper(.readAccounts(request: state.request, firstSlot: first))
        case .rows(let plane, let first):
            let hashes = withStorage { engine in
                let cells = try state.plane.cells(of: plane, in: engine.database.store)
                return Self.rowHashes(cells, from: Int(first))
            }
            guard let hashes else { return failCatchUp() }
            sendHelper(
                .compareRows(
                    request: state.request, plane: UInt32(plane), firstSlot: first, hashes: hashes))
        }
        catchUp = state
    }

    static func rowHashes(_ cells: [UInt8], from first: Int) -> [[UInt8]] {
        let size = DeploymentParameters.cellByteCount
        let last = min(cells.count / size, first + CatchUp.rowsPerMessage)
        return (first..<last).map { RowDigests.hash(cells.row($0, byteCount: size)) }
    }

    /// The disk failed: the link is cut and everything begins again when it is back.
    private mutating func failCatchUp() {
        outputs.append(.disconnectHelper)
        helperDisconnected()
    }

    mutating func receiveAccounts(_ request: UInt64, _ list: [AccountRecord]) {
        guard var state = catchUp, state.request == request,
            case .accounts(let first) = state.step, !list.isEmpty,
            Int(first) + list.count <= parameters.capacity
        else { return cutLink(.peerTrouble("the helper sent accounts that do not fit")) }
        let taken = withStorage { try $0.takeMissing(list, from: first) }
        guard let taken else { return failCatchUp() }
        state.accountCount += taken
        let next = first + UInt32(list.count)
        state.step =
            Int(next) < parameters.capacity ? .accounts(from: next) : .rows(plane: 0, from: 0)
        catchUp = state
        continueCatchUp()
    }

    /// Accounts that were made after the export: taken there, free here; and slots whose owners
    /// deleted their accounts after it: free there, under another generation, taken here.
    ///
    /// A slot that is free there under the generation of the account here was free before the
    /// account was made: that is an older helper, which hears of the account again.
    private func takeMissing(_ list: [AccountRecord], from first: UInt32) throws -> Int {
        var taken = 0
        for (offset, account) in list.enumerated() {
            let slot = first + UInt32(offset)
            guard let own = try accounts.account(slot: slot), own.isOccupied != account.isOccupied,
                account.isOccupied || own.generation != account.generation
            else { continue }
            try accounts.replace(slot: slot, with: account)
            taken += 1
        }
        return taken
    }

    mutating func receiveRows(_ request: UInt64, _ rows: [SlotRow]) {
        guard var state = catchUp, state.request == request,
            case .rows(let plane, let first) = state.step,
            rows.allSatisfy({ row in
                row.slot >= first && row.slot < parameters.capacity
                    && Int(row.slot - first) < CatchUp.rowsPerMessage
            })
        else { return cutLink(.peerTrouble("the helper sent cells that do not fit")) }
        guard withStorage({ try $0.database.store.write(rows, plane: plane) }) != nil else {
            return failCatchUp()
        }
        state.cellCount += rows.count
        let next = Int(first) + CatchUp.rowsPerMessage
        if next < parameters.capacity {
            state.step = .rows(plane: plane, from: UInt32(next))
        } else if plane + 1 < parameters.pagesPerSlot {
            state.step = .rows(plane: plane + 1, from: 0)
        } else {
            return endCatchUp(state)
        }
        catchUp = state
        continueCatchUp()
    }

    private mutating func endCatchUp(_ state: CatchUp) {
        guard withStorage({ try $0.restoration?.finish() }) != nil else { return failCatchUp() }
        catchUp = nil
        notice(.caughtUp(accounts: state.accountCount, cells: state.cellCount))
        settleAccounts(helperDigest: state.accountsDigest)
    }
}
