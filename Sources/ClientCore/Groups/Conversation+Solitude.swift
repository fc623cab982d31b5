import FoundationEssentials
import MLS
import Wire

/// Who hears nobody in its newest epoch asks the contacts who should be there, too: commits that cross
/// can leave somebody alone in an epoch that the others have undone, or never knew.
///
/// Mostly nobody has just had anything to say: then contacts who are there say so, by a cell without
/// content in that epoch's channel.
extension Conversation {
    /// Contacts that are asked of one epoch, and contacts that wait for an answer.
    private static let questionLimit = 16
    /// Questions after which the pause between them grows no more.
    private static let pauseDoublings = 3
    /// So many times longer waits who is at an earlier epoch than the asker.
    private static let patienceBehind: Int64 = 8
    /// A tick counts for so much at most: a machine that slept has heard nobody meanwhile.
    private static let tick: (milliseconds: Int64, rounds: Int64) = (300_000, 32)

    /// Nobody else has been heard in the newest epoch.
    private var isAlone: Bool {
        newestEpoch.flatMap { channels[$0] }?.members.values.contains { $0.isHeard == true }
            == false
    }

    /// What is due where nobody is heard, and for contacts who hear nobody; called now and then.
    mutating func tendSolitude(_ turn: inout Turn) {
        let step = tick(turn)
        takeOverdueAside(after: step, &turn)
        answerQuestions(after: step, &turn)
        returnFromStraying(turn)
        guard let membership, membership.standing == .member || membership.standing == .leaving,
            let group = membership.group, membership.memberCount > 1, isAlone
        else {
            self.membership?.solitude = nil
            return
        }
        // What was asked already is answered first.
        guard membership.joining == nil, membership.lost == nil else { return }
        let authenticator = Data(group.epochAuthenticator)
        guard membership.solitude?.authenticator == authenticator else {
            self.membership?.solitude = Membership.Solitude(authenticator: authenticator)
            return
        }
        self.membership?.solitude?.waited += step
        bearSolitude(group, &turn)
    }

    /// Milliseconds since the last tick, as far as this account was there.
    private mutating func tick(_ turn: Turn) -> Int64 {
        let last = membership?.tickedAt
        membership?.tickedAt = turn.now
        let limit = max(
            Self.tick.milliseconds,
            Self.tick.rounds * Int64(turn.parameters.roundMilliseconds))
        return last.map { min(max(0, turn.now - $0), limit) } ?? 0
    }

    // MARK: Asking

    private mutating func bearSolitude(_ group: RosterGroup, _ turn: inout Turn) {
        guard let solitude = membership?.solitude else { return }
        let patience = Self.readmissionPatience(turn.parameters)
        if !solitude.elsewhere.isEmpty || !solitude.departed.isEmpty {
            // What would show that others are here may be on its way.
            if solitude.waited > patience { endSolitude(solitude, group, &turn) }
            return
        }
        let doublings = min(solitude.questionCount - 1, Self.pauseDoublings)
        let pause = doublings < 0 ? patience : Self.day << Int64(doublings)
        if solitude.waited > pause { ask(group, &turn) }
    }

    private mutating func ask(_ group: RosterGroup, _ turn: inout Turn) {
        let others = ((try? group.roster()) ?? []).filter { $0.leaf != group.ownLeaf }
        let contacts = others.map { Data($0.identityKey) }
            .filter { turn.directory.contact(Array($0)) != nil }.prefix(Self.questionLimit)
        membership?.solitude?.asked = Array(contacts)
        membership?.solitude?.questionCount += 1
        membership?.solitude?.waited = 0
        sendQuestion(to: Array(contacts), &turn)
    }

    private func sendQuestion(to contacts: [Data], _ turn: inout Turn) {
        guard let group = membership?.group else { return }
        let letter = GroupLetter.presenceWanted(
            group: group.groupID, epoch: group.epoch, authenticators: group.newestAuthenticators)
        for contact in contacts.compactMap({ turn.directory.contact(Array($0)) }) {
            turn.errands.append(.tell(contact: contact, letter))
        }
    }

    /// A contact that was asked is in another epoch.
    /// - Returns: whether it is an answer.
    mutating func takeAnswer(
        _ authenticators: [[UInt8]], by contact: Data, _ turn: inout Turn
    ) -> Bool {
        guard let solitude = membership?.solitude, solitude.asked.contains(contact),
            authenticators.contains(Array(solitude.authenticator))
        else { return false }
        noteAnswer(&turn) { $0.elsewhere.append(contact) }
        return true
    }

    /// A contact that was asked has left.
    /// - Returns: whether it is an answer.
    mutating func takeAnswer(ofLeaver contact: Data, _ turn: inout Turn) -> Bool {
        guard let solitude = membership?.solitude, solitude.asked.contains(contact) else {
            return false
        }
        noteAnswer(&turn) { $0.departed.append(contact) }
        return true
    }

    private mutating func noteAnswer(
        _ turn: inout Turn, _ note: (inout Membership.Solitude) -> Void
    ) {
        guard var solitude = membership?.solitude else { return }
        let isFirst = solitude.elsewhere.isEmpty && solitude.departed.isEmpty
        if isFirst { solitude.waited = 0 }
        note(&solitude)
        // Whoever answers, answers once.
        solitude.asked.removeAll {
            solitude.elsewhere.contains($0) || solitude.departed.contains($0)
        }
        membership?.solitude = solitude
        // Who is here may not have heard the question, or was not heard.
        if isFirst { sendQuestion(to: solitude.asked, &turn) }
    }

    /// Contacts are elsewhere or have left, and nobody was heard here since they have said so.
    private mutating func endSolitude(
        _ solitude: Membership.Solitude, _ group: RosterGroup, _ turn: inout Turn
    ) {
        let isLeaving = membership?.standing == .leaving
        let others = ((try? group.roster()) ?? []).filter { $0.leaf != group.ownLeaf }
        let departed = others.filter { solitude.departed.contains(Data($0.identityKey)) }
        let administers =
            (try? group.profile())?.administrators.contains(turn.account.peerSlot) == true
        if departed.count == others.count, isLeaving || !administers {
            return leaveRemoved([], because: .allLeft, &turn)
        }
        if solitude.elsewhere.isEmpty {
            // The others are asked again.
            membership?.solitude?.departed = []
            membership?.solitude?.waited = 0
            guard administers, !isLeaving else { return }
            for member in departed { try? wish(.remove(member.place), &turn) }
        } else if isLeaving {
            // Nobody is here to let it go.
            let letter = GroupLetter.left(group: group.groupID)
            for key in solitude.elsewhere {
                guard let contact = turn.directory.contact(Array(key)) else { continue }
                turn.errands.append(.tell(contact: contact, letter))
            }
            leaveRemoved([], because: .goneOn, &turn)
        } else {
            // The group is kept until a Welcome is here: the contact may be wrong.
            membership?.isStray = true
            turn.noteLost(id)
        }
    }

    /// Somebody is heard where this account was to go from, or what somebody did there has been read.
    private mutating func returnFromStraying(_ turn: Turn) {
        guard membership?.isStray == true, let group = membership?.group,
            let lost = membership?.lost
        else { return }
        let isHeard = channels[group.epoch]?.members.values.contains { $0.isHeard == true } == true
        guard isHeard || membership?.heardAt ?? 0 > lost.at else { return }
        membership?.isStray = nil
        membership?.lost = nil
        membership?.heardAt = turn.now
        forgetJoining()
    }

    // MARK: Answering

    /// A contact asks whether this account is in its newest epoch.
    ///
    /// Who is not answers after a while: it may have something to read.
    /// - Parameters:
    ///   - epoch: that one.
    ///   - authenticators: of it, and of those before it that the contact still keeps.
    ///   - contact: the conversation with it.
    ///   - round: the newest round.
    mutating func hearQuestion(
        _ epoch: UInt64, _ authenticators: [[UInt8]], by contact: String, in round: UInt64
    ) {
        let named = Self.checked(authenticators)
        guard membership?.standing == .member, let asked = named.first,
            named.count <= Self.questionLimit, let group = membership?.group
        else { return }
        if Data(group.epochAuthenticator) == asked {
            if let newestEpoch { channels[newestEpoch]?.speak(from: round) }
            return
        }
        var askers = (membership?.askers ?? []).filter { $0.contact != contact }
        askers.append(.init(contact: contact, epoch: epoch, authenticators: named))
        membership?.askers = askers.suffix(Self.questionLimit)
    }

    private mutating func answerQuestions(after step: Int64, _ turn: inout Turn) {
        guard var askers = membership?.askers else { return }
        let patience = Self.readmissionPatience(turn.parameters)
        for index in askers.indices { askers[index].waited += step }
        askers.removeAll {
            knows($0, turn) || $0.waited > max(Self.day, 2 * Self.patienceBehind * patience)
        }
        let ready = askers.filter {
            // Who is at an earlier epoch is behind, in all likelihood.
            let isBehind = membership?.group?.epoch ?? 0 < $0.epoch
            return $0.waited > patience * (isBehind ? Self.patienceBehind : 1)
                && mayAnswer($0, turn)
        }
        for asker in ready {
            let letter = GroupLetter.undone(
                group: Array(membership?.groupID ?? Data()),
                authenticators: [Array(asker.authenticators[0])])
            turn.errands.append(.tell(contact: asker.contact, letter))
            askers.removeAll { $0.contact == asker.contact }
        }
        membership?.askers = askers.isEmpty ? nil : askers
    }

    /// This account is in that epoch or was, or may get there still; or the asker has been heard here.
    private func knows(_ asker: Membership.Asker, _ turn: Turn) -> Bool {
        guard let group = membership?.group, let asked = asker.authenticators.first else {
            return asker.authenticators.isEmpty
        }
        if group.newestAuthenticators.contains(Array(asked)) { return true }
        if asker.authenticators.contains(Data(group.epochAuthenticator)) { return true }
        guard let key = turn.directory.identityKey(of: asker.contact),
            let member = (try? group.roster())?.first(where: { Data($0.identityKey) == key })
        else { return false }
        return newestEpoch.flatMap { channels[$0]?.members[member.leaf]?.isHeard } == true
    }

    /// Who is alone itself does not know which of two epochs the others are in, unless there are none; of two
    /// members the one with the lower slot stays.
    private func mayAnswer(_ asker: Membership.Asker, _ turn: Turn) -> Bool {
        guard membership?.standing == .member, let group = membership?.group,
            membership?.joining == nil, membership?.lost == nil
        else { return false }
        guard isAlone else { return true }
        let others = ((try? group.roster()) ?? []).filter { $0.leaf != group.ownLeaf }
        guard let other = others.first else { return true }
        guard others.count == 1, let key = turn.directory.identityKey(of: asker.contact),
            Data(other.identityKey) == key
        else { return false }
        return turn.account.peerSlot.slot < other.place.slot
    }
}
