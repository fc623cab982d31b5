import Wire

// Greeting, and the account table that the helper takes over once.

extension HelperEngine {
    mutating func greet(version: UInt16, descriptorDigest: [UInt8]) {
        guard link == .connected else {
            return cut(.peerTrouble("the leader greeted twice"))
        }
        guard let accountsDigest = withStorage({ try AccountTable.digest($0.accounts) }) else {
            outputs.append(.disconnectLeader)
            return
        }
        // The reply goes out in any case, so that the leader too can say what does not fit.
        send(
            .welcome(
                version: LinkMessage.protocolVersion, descriptorDigest: identity.descriptorDigest,
                instance: instance, highWaterMark: mark, accountsDigest: accountsDigest))
        guard version == LinkMessage.protocolVersion else {
            return cut(
                .incompatiblePeer(
                    "the leader speaks version \(version) of the link, this helper "
                        + "\(LinkMessage.protocolVersion): upgrade the older side"))
        }
        guard descriptorDigest == identity.descriptorDigest else {
            return cut(
                .incompatiblePeer(
                    "the leader serves another deployment than this helper: its deployment.json "
                        + "must be the one that was cosigned here"))
        }
        link = .greeted
        outputs.append(.notice(.linked(helperRestarted: false)))
    }

    /// Only a helper without any table takes one over; afterwards the leader can add accounts to
    /// free slots, but replace none.
    mutating func adopt(_ part: [AccountRecord], from first: UInt32, isLast: Bool) {
        guard let isEmpty = withStorage({ try $0.accounts.isEmpty() }) else {
            outputs.append(.disconnectLeader)
            return
        }
        guard isEmpty, first == adoption.count,
            adoption.count + part.count <= parameters.capacity
        else { return cut(.peerTrouble("the leader sent an account table that does not fit")) }
        adoption += part
        guard isLast else { return }
        guard adoption.count == parameters.capacity else {
            return cut(.peerTrouble("the leader sent an incomplete account table"))
        }
        let table = adoption
        adoption = []
        guard withStorage({ try $0.accounts.adopt(table) }) != nil else {
            outputs.append(.disconnectLeader)
            return
        }
        outputs.append(.notice(.accountsAdopted))
        send(.accountsAdopted)
    }

    mutating func store(_ account: AccountRecord, slot: UInt32, request: UInt64) {
        let stored = withStorage { engine throws -> RefusalCode? in
            guard let present = try engine.accounts.account(slot: slot) else { return .notYourSlot }
            // The leader asks again when it does not know whether its first request arrived.
            if present == account { return nil }
            guard !present.isOccupied else { return .notYourSlot }
            try engine.accounts.replace(slot: slot, with: account)
            return nil
        }
        switch stored {
        case .some(nil): send(.accountStored(request: request))
        case .some(let code?): send(.requestRefused(request: request, code))
        case nil: send(.requestRefused(request: request, .serverTrouble))
        }
    }
}
