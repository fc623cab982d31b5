/// Adds a leak of known size to a recording: if the battery cannot find it there, its silence about
/// the recording itself means nothing.
package struct LeakInjection: Sendable {
    /// The share of the messages that take the fast path.
    package let share: Double
    private let seed: UInt64

    package init(share: Double = 0.01, seed: UInt64 = 31) {
        self.share = share
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

    /// The recording with one extra event at each end of each chosen message, as a fast path that
    /// does not wait for the round would leave behind.
    ///
    /// - Parameter messages: In the order of time.
    package func injected(into recording: Recording, messages: [Message]) -> Recording {
        var generator = SeededGenerator(seed: seed)
        var extra: [RecordedEvent] = []
        for message in messages where generator.unit() < share {
            extra.append(event(message.microseconds, message.from, .incoming))
            extra.append(event(message.microseconds + 150_000, message.to, .outgoing))
        }
        let added = extra.sorted { $0.microseconds < $1.microseconds }
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
                body(event)
            }
            for event in added[next...] { body(event) }
        }
    }

    private func event(_ time: Int64, _ slot: Int32, _ direction: RecordedEvent.Direction)
        -> RecordedEvent
    {
        RecordedEvent(
            microseconds: time, slot: slot, byteCount: 1200, server: 0, kind: 0,
            direction: direction, digest: 0)
    }
}
