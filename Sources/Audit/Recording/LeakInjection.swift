/// Adds a leak of known size to a recording: if the battery cannot find it there, its silence about
/// the recording itself means nothing.
package struct LeakInjection: Sendable {
    package let leak: Leak
    /// The share of the messages that show.
    package let share: Double
    private let seed: UInt64

    /// A fast path for some of the messages.
    package init(share: Double = 0.01, seed: UInt64 = 31) {
        self.init(.fastPath, share: share, seed: seed)
    }

    package init(_ leak: Leak, share: Double? = nil, seed: UInt64 = 31) {
        self.leak = leak
        self.share = share ?? leak.usualShare
        self.seed = seed
    }

    /// A message between two slots.
    package struct Message: Sendable {
        package let microseconds: Int64
        package let from: Int32
        package let to: Int32

        package init(microseconds: Int64, from: Int32, to: Int32) {
            self.microseconds = microseconds
            self.from = from
            self.to = to
        }
    }

    /// The same recording, had the system had the leak.
    ///
    /// - Parameter messages: In the order of time.
    package func injected(into recording: Recording, messages: [Message]) -> Recording {
        var generator = SeededGenerator(seed: seed)
        let chosen = messages.filter { _ in generator.unit() < share }
        let added = additions(chosen, recording).sorted { $0.microseconds < $1.microseconds }
        let touched = RoundSlots(
            chosen, roundMicroseconds: recording.roundMicroseconds, leak: leak)
        let leak = leak
        let answer = Self.kind("answer", recording)
        return Recording(
            servers: recording.servers, kinds: recording.kinds,
            roundMicroseconds: recording.roundMicroseconds
        ) { body throws(InputError) in
            var next = 0
            try recording.forEachEvent { event in
                while next < added.count, added[next].microseconds <= event.microseconds {
                    body(added[next])
                    next += 1
                }
                if let event = touched.changed(event, leak, answerKind: answer) { body(event) }
            }
            for event in added[next...] { body(event) }
        }
    }

    // MARK: Events that come on top

    private func additions(_ messages: [Message], _ recording: Recording) -> [RecordedEvent] {
        let frame = Self.kind("frame", recording)
        let answer = Self.kind("answer", recording)
        let period = recording.roundMicroseconds
        func point(_ message: Message, _ tenths: Int64) -> Int64 {
            (LeakInjection.round(message.microseconds, period) * 10 + tenths) * period / 10
        }
        switch leak {
        case .fastPath:
            return messages.flatMap { message in
                [
                    event(message.microseconds, message.from, 1500, frame, .incoming),
                    event(message.microseconds + 150_000, message.to, 1100, answer, .outgoing),
                ]
            }
        case .earlyPollOnRing:
            return messages.map { event(point($0, 7), $0.to, 1500, frame, .incoming) }
        case .retransmissionOutsideRound:
            return messages.map { event(point($0, 4), $0.from, 1500, frame, .incoming) }
        case .dailyCounts: return dailyCounts(messages, frame, period)
        case .none, .roundsOnlyWhileOpen, .readSkippedWhenIdle, .repeatedCell: return []
        }
    }

    private func dailyCounts(_ messages: [Message], _ kind: UInt8, _ period: Int64)
        -> [RecordedEvent]
    {
        let day: Int64 = 86_400_000_000
        var counts: [Int64: [Int32: UInt32]] = [:]
        for message in messages {
            let end = (LeakInjection.round(message.microseconds, day) + 1) * day - period / 2
            for slot in [message.from, message.to] {
                counts[end, default: [:]][slot, default: 0] += 1
            }
        }
        return counts.flatMap { time, slots in
            slots.sorted { $0.key < $1.key }.map { event(time, $0.key, $0.value, kind, .incoming) }
        }
    }

    static func round(_ time: Int64, _ period: Int64) -> Int64 {
        time >= 0 ? time / period : (time + 1) / period - 1
    }

    private static func kind(_ name: String, _ recording: Recording) -> UInt8 {
        UInt8(recording.kinds.firstIndex(of: name) ?? 0)
    }

    private func event(
        _ time: Int64, _ slot: Int32, _ bytes: UInt32, _ kind: UInt8,
        _ direction: RecordedEvent.Direction
    ) -> RecordedEvent {
        RecordedEvent(
            microseconds: time, slot: slot, byteCount: bytes, server: 0, kind: kind,
            direction: direction, digest: 0)
    }
}

/// In which rounds which slots have to do with messages.
private struct RoundSlots: Sendable {
    private var keys = Set<UInt64>()
    private let roundMicroseconds: Int64

    init(_ messages: [LeakInjection.Message], roundMicroseconds: Int64, leak: Leak) {
        self.roundMicroseconds = roundMicroseconds
        for message in messages {
            let round = LeakInjection.round(message.microseconds, roundMicroseconds)
            if leak != .repeatedCell { keys.insert(Self.key(round, message.to)) }
            if leak != .readSkippedWhenIdle { keys.insert(Self.key(round, message.from)) }
        }
    }

    private static func key(_ round: Int64, _ slot: Int32) -> UInt64 {
        UInt64(truncatingIfNeeded: round) << 24 ^ UInt64(truncatingIfNeeded: slot)
    }

    /// What becomes of an event that was there; nil if it never takes place.
    func changed(_ event: RecordedEvent, _ leak: Leak, answerKind: UInt8) -> RecordedEvent? {
        guard event.slot >= 0 else { return event }
        var changed = event
        switch leak {
        case .roundsOnlyWhileOpen: return isTouched(event) ? event : nil
        case .readSkippedWhenIdle:
            let isAnswer = event.kind == answerKind && event.direction == .outgoing
            if isAnswer, !isTouched(event) { changed.byteCount = 64 }
        case .repeatedCell:
            if event.digest != 0, isTouched(event) {
                changed.digest = 0x5EED_0000 | UInt32(truncatingIfNeeded: event.slot)
            }
        default: break
        }
        return changed
    }

    private func isTouched(_ event: RecordedEvent) -> Bool {
        let round = LeakInjection.round(event.microseconds, roundMicroseconds)
        return keys.contains(Self.key(round, event.slot))
    }
}
