/// A model of what leader and helper see, for checking the battery without running them.
///
/// In each round every connected slot sends one frame to the leader, which passes it to the
/// helper, and gets one answer. Leaks are switched on one at a time.
package struct SyntheticRecording: Sendable {
    package var leak: Leak
    package var roundMicroseconds: Int64
    /// The largest deviation of a frame from its time in the round.
    package var jitterMicroseconds: Int64 = 4000
    /// The share of slots that are away for some days, independent of whom they know.
    package var absentShare: Double = 0
    package var seed: UInt64

    private let messages: [LeakInjection.Message]
    private let slotCount: Int
    private let rounds: Range<Int64>

    /// - Parameter messages: What people write, in the order of time.
    package init(
        messages: [LeakInjection.Message], slotCount: Int, roundMicroseconds: Int64,
        leak: Leak = .none, seed: UInt64 = 41
    ) {
        self.messages = messages
        self.slotCount = slotCount
        self.roundMicroseconds = roundMicroseconds
        self.leak = leak
        self.seed = seed
        let first = (messages.first?.microseconds ?? 0) / roundMicroseconds
        let last = (messages.last?.microseconds ?? 0) / roundMicroseconds
        rounds = first..<(last + 1)
    }

    /// The messages of a log within some days from its start, on slots numbered like its users.
    package static func messages(_ log: MessageLog, days: Double) -> [LeakInjection.Message] {
        let end = (log.times.first ?? 0) + Int64(days * Double(CivilTime.millisecondsPerDay))
        return (0..<log.count).filter { log.times[$0] <= end && log.from[$0] != log.to[$0] }
            .map {
                LeakInjection.Message(
                    microseconds: log.times[$0] * 1000, from: log.from[$0], to: log.to[$0])
            }
    }

    package var recording: Recording {
        var model = self
        if leak == .dailyCounts {
            model.leak = .none
            return LeakInjection(leak).injected(into: model.recording, messages: messages)
        }
        return Recording(
            servers: ["leader", "helper"], kinds: ["frame", "answer"],
            roundMicroseconds: roundMicroseconds
        ) { [model] body throws(InputError) in model.play(body) }
    }

    private func play(_ body: (RecordedEvent) -> Void) {
        var generator = SeededGenerator(seed: seed)
        var schedule = RoundSchedule(
            messages: messages, slotCount: slotCount, seed: seed, absentShare: absentShare,
            rounds: rounds, onlyWhileOpen: leak == .roundsOnlyWhileOpen,
            roundMicroseconds: roundMicroseconds)
        for round in rounds {
            let inRound = schedule.messages(before: (round + 1) * roundMicroseconds)
            var events: [RecordedEvent] = []
            for slot in 0..<Int32(slotCount) where schedule.isPresent(slot, round) {
                appendRegular(slot, round, inRound, &generator, &events)
            }
            appendLeaks(inRound, round, &generator, &events)
            for event in events.sorted(by: { $0.microseconds < $1.microseconds }) { body(event) }
        }
    }

    private func appendRegular(
        _ slot: Int32, _ round: Int64, _ messages: ArraySlice<LeakInjection.Message>,
        _ generator: inout SeededGenerator, _ events: inout [RecordedEvent]
    ) {
        let start = round * roundMicroseconds
        let sent = start + roundMicroseconds / 10 + jitter(&generator)
        let answered = start + roundMicroseconds * 6 / 10 + jitter(&generator)
        let payload = UInt32(truncatingIfNeeded: generator.next()) | 1
        let isIdle = leak == .readSkippedWhenIdle && !messages.contains { $0.to == slot }
        events.append(event(sent, slot, 1500, 0, 0, .incoming, payload))
        events.append(event(sent + 400, slot, 700, 1, 0, .incoming, payload))
        events.append(event(answered, slot, isIdle ? 64 : 1100, 0, 1, .outgoing, 0))
    }

    private func appendLeaks(
        _ messages: ArraySlice<LeakInjection.Message>, _ round: Int64,
        _ generator: inout SeededGenerator, _ events: inout [RecordedEvent]
    ) {
        for message in messages {
            let time = message.microseconds
            switch leak {
            case .fastPath where generator.unit() < leak.usualShare:
                events.append(event(time, message.from, 1500, 0, 0, .incoming, 0))
                events.append(event(time + 150_000, message.to, 1100, 0, 1, .outgoing, 0))
            case .earlyPollOnRing:
                let poll = (round * 10 + 7) * roundMicroseconds / 10 + jitter(&generator)
                events.append(event(poll, message.to, 1500, 0, 0, .incoming, 0))
            case .retransmissionOutsideRound where generator.unit() < leak.usualShare:
                let late = (round * 10 + 4) * roundMicroseconds / 10
                events.append(event(late, message.from, 1500, 0, 0, .incoming, 0))
            case .repeatedCell where generator.unit() < leak.usualShare:
                repeatCell(of: message.from, &events)
            default: break
            }
        }
    }

    /// Gives the slot's frame of this round the payload of its every other repeated frame.
    private func repeatCell(of slot: Int32, _ events: inout [RecordedEvent]) {
        for index in events.indices
        where events[index].slot == slot && events[index].digest != 0 {
            events[index].digest = 0x5EED_0000 | UInt32(slot)
        }
    }

    private func jitter(_ generator: inout SeededGenerator) -> Int64 {
        Int64(generator.unit() * Double(jitterMicroseconds))
    }

    private func event(
        _ time: Int64, _ slot: Int32, _ bytes: UInt32, _ server: UInt8, _ kind: UInt8,
        _ direction: RecordedEvent.Direction, _ digest: UInt32
    ) -> RecordedEvent {
        RecordedEvent(
            microseconds: time, slot: slot, byteCount: bytes, server: server, kind: kind,
            direction: direction, digest: digest)
    }
}

/// Who is connected in which round, and what is written in it.
private struct RoundSchedule {
    private let messages: [LeakInjection.Message]
    private var next = 0
    /// Rounds of absence for some slots.
    private var absences: [Int32: Range<Int64>] = [:]
    /// For each slot, the rounds near its messages; nil if everybody is always connected.
    private var open: [Set<Int64>]?

    init(
        messages: [LeakInjection.Message], slotCount: Int, seed: UInt64, absentShare: Double,
        rounds: Range<Int64>, onlyWhileOpen: Bool, roundMicroseconds: Int64
    ) {
        self.messages = messages
        var generator = SeededGenerator(seed: seed &+ 5)
        for slot in 0..<Int32(slotCount) where generator.unit() < absentShare {
            let start = rounds.lowerBound + Int64(generator.unit() * Double(rounds.count))
            let length = Int64(generator.unit() * Double(rounds.count) / 3)
            absences[slot] = start..<(start + length)
        }
        guard onlyWhileOpen else { return }
        var sets = [Set<Int64>](repeating: [], count: slotCount)
        for message in messages {
            let round = message.microseconds / roundMicroseconds
            sets[Int(message.from)].insert(round)
            sets[Int(message.to)].insert(round)
        }
        open = sets
    }

    func isPresent(_ slot: Int32, _ round: Int64) -> Bool {
        if let open, !open[Int(slot)].contains(round) { return false }
        return absences[slot]?.contains(round) != true
    }

    /// The messages up to a time that were not given yet.
    mutating func messages(before time: Int64) -> ArraySlice<LeakInjection.Message> {
        let start = next
        while next < messages.count, messages[next].microseconds < time { next += 1 }
        return messages[start..<next]
    }
}
