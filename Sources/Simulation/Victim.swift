import ClientCore

/// Somebody whose contact measures delays (``DelayLeak``): which cell is published and which slots
/// are read in each round, decided by the client's own types.
struct Victim {
    /// Rounds until a partner's acknowledgement is there.
    private static let acknowledgementRounds = 2...6
    private static let contact: UInt32 = 0

    private let mode: SchedulingMode
    private let habits: DelayLeak.Habits
    private var random: RandomSource
    private var publishing = PublishingOrder()
    private var reading: ReadScheduler
    private var round: UInt64 = 0
    private var partner: UInt32 = 1
    /// The own text has not been in the slot yet.
    private var hasFresh = false
    /// Rounds until the partner acknowledges; 0 when nothing is under way.
    private var unacknowledged = 0
    private var owesAcknowledgement = false
    private var partnerRings = false
    var sessionMinutesLeft = 0

    init(_ mode: SchedulingMode, _ habits: DelayLeak.Habits, seed: UInt64) {
        self.mode = mode
        self.habits = habits
        random = .seeded(seed)
        reading = ReadScheduler(pages: 128, mode: mode)
    }

    mutating func beginSession(_ random: inout RandomStream) {
        sessionMinutesLeft = habits.sessionMinutes
        partner = UInt32.random(in: 1...UInt32(habits.otherContacts), using: &random)
    }

    mutating func playRound(
        _ chance: inout RandomStream
    ) -> (isCellForContact: Bool, isContactRead: Bool) {
        round += 1
        if sessionMinutesLeft > 0 { talk(&chance) }
        let isCellForContact = publish(&chance)
        let picked = reading.pick(
            count: 2, round: round, peers: (0...UInt32(habits.otherContacts)).map { $0 },
            ringing: partnerRings ? [Self.contact, partner] : [Self.contact], open: [],
            capacity: 1_024, random: &random)
        if picked.contains(partner), partnerRings {
            partnerRings = false
            owesAcknowledgement = true
        }
        return (isCellForContact, picked.contains(Self.contact))
    }

    private mutating func talk(_ chance: inout RandomStream) {
        if chance.chance(habits.messagesPerMinute / 60) { hasFresh = true }
        if chance.chance(habits.messagesPerMinute / 60) { partnerRings = true }
    }

    /// - Returns: whether the cell of this round was for the contact.
    private mutating func publish(_ chance: inout RandomStream) -> Bool {
        func channel(_ slot: UInt32) -> ChannelID {
            ChannelID(conversation: "\(slot)", epoch: 1)
        }
        var candidates = [
            PublishingOrder.Candidate(channel: channel(Self.contact), urgency: .repetition)
        ]
        if hasFresh || owesAcknowledgement || unacknowledged > 0 {
            candidates.append(
                .init(
                    channel: channel(partner),
                    urgency: hasFresh || owesAcknowledgement ? .due : .repetition))
        }
        unacknowledged = max(0, unacknowledged - 1)
        let chosen =
            switch mode {
            case .fair: publishing.next(candidates)
            case .strict:
                publishing.nextStrict(
                    candidates, conversations: (0...habits.otherContacts).map { "\($0)" },
                    random: &random)
            }
        if chosen == channel(partner), chosen != channel(Self.contact) {
            if hasFresh {
                unacknowledged = Int.random(in: Self.acknowledgementRounds, using: &chance)
            }
            hasFresh = false
            owesAcknowledgement = false
        }
        return chosen == channel(Self.contact)
    }
}
