import Wire

extension HelperEngine {
    /// Gives a slot back, at the wish of its owner alone: the leader cannot forge the signature.
    ///
    /// The account's record is replaced last, so that a crash on the way leaves an account that the
    /// leader asks about again.
    mutating func vacate(_ vacancy: Vacancy, request: UInt64) {
        let slot = vacancy.leaving.slot
        let vacated = withStorage { engine throws -> RefusalCode? in
            guard let present = try engine.accounts.account(slot: slot) else { return .notYourSlot }
            // The leader asks again when it does not know whether its first request arrived.
            guard present != vacancy.record else { return nil }
            guard
                vacancy.leaving.verify(
                    present, leaderNonce: vacancy.leaderNonce,
                    descriptorDigest: engine.identity.descriptorDigest)
            else { return .notYourSlot }
            try engine.database.fill(slot: slot, seed: vacancy.seed)
            try engine.accounts.replace(slot: slot, with: vacancy.record)
            engine.sessions.end(slot: slot)
            return nil
        }
        switch vacated {
        case .some(nil): send(.accountStored(request: request))
        case .some(let code?): send(.requestRefused(request: request, code))
        case nil: send(.requestRefused(request: request, .serverTrouble))
        }
    }
}
