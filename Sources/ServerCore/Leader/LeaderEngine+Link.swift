import Wire

// The link to the helper: greeting, reconnection, and the helper's replies to requests.

extension LeaderEngine {
    mutating func helperConnected() {
        link = .greeting
        waitingSince = nil
        sendHelper(
            .hello(
                version: LinkMessage.protocolVersion, descriptorDigest: identity.descriptorDigest))
    }

    mutating func helperDisconnected() {
        guard link != .down else { return }
        link = .down
        notice(.unlinked)
        let waiting = requests.values.compactMap(\.connection) + departures.map(\.1)
        requests = [:]
        departures = []
        recordQueue.linkLost()
        catchUp = nil
        for connection in waiting.sorted(by: { $0.rawValue < $1.rawValue })
        where connections[connection] != nil {
            decline(connection, .helperUnavailable)
        }
        frames = [:]
        abandonRound("the helper was lost")
    }

    mutating func cutLink(_ reason: ServerNotice) {
        notice(reason)
        outputs.append(.disconnectHelper)
        helperDisconnected()
    }

    mutating func receiveHelper(_ bytes: [UInt8], at now: Int64) {
        guard link != .down else { return }
        let message: LinkMessageToLeader
        do {
            message = try LinkMessageToLeader(bytes)
        } catch {
            return cutLink(.peerTrouble("the helper sent \(error.detail)"))
        }
        waitingSince = nil
        switch (message, link) {
        case (
            .welcome(let version, let digest, let instance, let mark, let accountsDigest), .greeting
        ):
            guard isCompatible(version: version, descriptorDigest: digest) else { return }
            welcomed(instance: instance, mark: mark, accountsDigest: accountsDigest)
        case (.accountsAdopted, .adopting):
            notice(.accountsAdopted)
            link = .ready
            repeatDepartures()
        case (.accounts(let request, let list), .catchingUp): receiveAccounts(request, list)
        case (.rows(let request, let rows), .catchingUp): receiveRows(request, rows)
        case (_, .ready): receiveReply(message, at: now)
        default: cutLink(.peerTrouble("the helper answered what was not asked"))
        }
    }

    private mutating func isCompatible(version: UInt16, descriptorDigest: [UInt8]) -> Bool {
        guard version == LinkMessage.protocolVersion else {
            cutLink(
                .incompatiblePeer(
                    "the helper speaks version \(version) of the link, this leader "
                        + "\(LinkMessage.protocolVersion): upgrade the older side"))
            return false
        }
        guard descriptorDigest == identity.descriptorDigest else {
            cutLink(
                .incompatiblePeer(
                    "the helper serves another deployment than this leader: it must have "
                        + "cosigned this deployment.json"))
            return false
        }
        return true
    }

    private mutating func welcomed(instance: [UInt8], mark: Round, accountsDigest: [UInt8]) {
        let restarted = helperInstance != nil && helperInstance != instance
        helperInstance = instance
        helperMark = mark
        notice(.linked(helperRestarted: restarted))
        if restarted { endAllSessions() }
        sendHelper(.keepSessions(sessions.keys.sorted()))
        // A helper without a table has nothing to copy from.
        if mustCatchUp, accountsDigest != AccountTable.emptyDigest {
            return beginCatchUp(accountsDigest: accountsDigest)
        }
        settleAccounts(helperDigest: accountsDigest)
    }

    /// Makes the helper's account table hold what this one holds, and goes to work.
    mutating func settleAccounts(helperDigest accountsDigest: [UInt8]) {
        guard let ownDigest = withStorage({ try AccountTable.digest($0.accounts) }) else {
            outputs.append(.disconnectHelper)
            return helperDisconnected()
        }
        link = .ready
        if accountsDigest == AccountTable.emptyDigest {
            link = .adopting
            sendAccountTable()
        } else {
            // First: a slot that the helper has still to give back may be somebody else's here.
            repeatDepartures()
            guard accountsDigest != ownDigest else { return }
            notice(.accountTablesDiffer)
            restoreAccounts()
        }
    }

    private mutating func sendAccountTable() {
        var parts: [LinkMessageToHelper] = []
        let capacity = parameters.capacity
        let read: Void? = withStorage {
            try AccountTable.forEachChunk($0.accounts) { first, accounts in
                let isLast = Int(first) + accounts.count == capacity
                parts.append(
                    .adoptAccounts(firstSlot: first, accounts: accounts, isLast: isLast))
            }
        }
        guard read != nil else {
            outputs.append(.disconnectHelper)
            return helperDisconnected()
        }
        for part in parts { sendHelper(part) }
    }

    /// Offers every account again, to a helper that was restored from an older copy.
    ///
    /// It takes only those whose slots are free there.
    private mutating func restoreAccounts() {
        var missing: [(UInt32, AccountRecord)] = []
        let read: Void? = withStorage {
            try AccountTable.forEachChunk($0.accounts) { first, accounts in
                for (offset, account) in accounts.enumerated() where account.isOccupied {
                    missing.append((first + UInt32(offset), account))
                }
            }
        }
        guard read != nil else { return }
        for (slot, account) in missing {
            ask(.restore) {
                .storeAccount(
                    request: $0, slot: slot, generation: account.generation, key: account.key)
            }
        }
    }

    private mutating func receiveReply(_ message: LinkMessageToLeader, at now: Int64) {
        switch message {
        case .nonce(let number, let nonce):
            guard case .nonce(let connection, let leaderNonce)? = take(number) else {
                return wrongReply()
            }
            challenge(connection, leaderNonce: leaderNonce, helperNonce: nonce, at: now)
        case .sessionOpened(let number, let half):
            guard case .open(let connection, let session, let slot, let agreement)? = take(number)
            else { return wrongReply() }
            opened(session, slot: slot, agreement, helper: half, for: connection)
        case .accountStored(let number):
            switch take(number) {
            case .store(let connection, let slot, _): stored(slot: slot, for: connection)
            case .restore: break
            case .vacate(let connection, let slot): vacated(slot: slot, for: connection)
            default: wrongReply()
            }
        case .record(let number, let record):
            guard case .record(let session)? = take(number) else { return wrongReply() }
            deliverRecords(session, helper: record)
        case .requestRefused(let number, let code): refused(number, code)
        case .roundSet(let round, let verdicts, let digests):
            fixWriteSet(round, verdicts: verdicts, digests)
        case .roundRefused(let round, let reason): roundRefused(round, reason)
        case .repairHashes(let round, let group, let hashes):
            repairCells(round, group: group, helperHashes: hashes)
        case .repairListed(let round): endRepair(round)
        case .digests(let round, let digests): compareAgain(round, digests)
        case .answers(let round, let first, let entries):
            receiveAnswers(round, first: first, entries)
        case .welcome, .accountsAdopted, .accounts, .rows: wrongReply()
        }
    }

    private mutating func take(_ number: UInt64) -> HelperRequest? {
        requests.removeValue(forKey: number)
    }

    mutating func wrongReply() {
        cutLink(.peerTrouble("the helper answered what was not asked"))
    }

    private mutating func challenge(
        _ connection: ConnectionID, leaderNonce: [UInt8], helperNonce: [UInt8], at now: Int64
    ) {
        guard connections[connection] != nil else { return }
        connections[connection]?.phase = .challenged(
            leaderNonce: leaderNonce, helperNonce: helperNonce)
        send(
            .challenge(
                leaderNonce: leaderNonce, helperNonce: helperNonce,
                unixMilliseconds: UInt64(max(0, now))),
            to: connection)
    }

    private mutating func refused(_ number: UInt64, _ code: RefusalCode) {
        switch take(number) {
        case .nonce(let connection, _), .open(let connection, _, _, _):
            if connections[connection] != nil { decline(connection, code) }
        case .store(let connection, let slot, let attempt):
            if connections[connection] != nil {
                notStored(slot: slot, attempt: attempt, code, for: connection)
            }
        case .vacate(let connection, let slot): notVacated(slot: slot, code, for: connection)
        case .record(let session): recordQueue.done(session)
        case .restore: break
        case nil: wrongReply()
        }
    }
}
