/// What remains of a recording once everything that is the same for everybody is taken away.
///
/// The adversary knows the protocol: in each round every connected slot shows the same events of
/// the same sizes at the same time. It therefore looks only at what differs: who is there, and who
/// does not look like the others in the same round.
package struct RoundObserver: Sendable {
    /// Something that set a slot apart from the others of its round.
    package enum Irregularity: String, Sendable, CaseIterable {
        case shape = "other events or sizes than the rest of the round"
        case timing = "an event away from its time in the round"
        case repetition = "a payload that was seen before"
        /// Everybody's programs and networks fail: known to the servers, and no sign of a message.
        case reconnection = "a connection, a session or a missed round"
    }

    /// One irregularity.
    package struct Mark: Sendable {
        package let milliseconds: Int64
        package let slot: Int32
        package let irregularity: Irregularity
    }

    package private(set) var marks: [Mark] = []
    /// When slots appeared or disappeared, between one round and the next.
    package private(set) var presenceChanges: [(milliseconds: Int64, slot: Int32)] = []
    package private(set) var eventCounts: [Int] = []
    package private(set) var byteCounts: [Int] = []
    package private(set) var roundsPresent: [Int] = []
    /// How often two slots' events followed one another, by ``pairKey(_:_:)``.
    package private(set) var neighbours: [UInt64: Int32] = [:]
    package private(set) var roundCount = 0
    package private(set) var eventCount = 0
    /// Sum of the distances of each slot's events from their time in the round, in microseconds.
    package private(set) var timingDeviation: [Double] = []

    /// More irregularities than this are counted but not kept.
    package static let markLimit = 5_000_000
    private static let digestLimit = 8_000_000
    private static let neighbourLimit = 8_000_000
    /// Kinds of events that explain why a slot is unlike the others of its round.
    private static let explanations: Set<String> = [
        "connection", "disconnection", "opening", "message", "missed",
    ]
    private let isExplanation: [Bool]
    private let roundMicroseconds: Int64
    private let boundary: Int64
    private var current: [RecordedEvent] = []
    private var currentRound: Int64?
    private var present = Set<Int32>()
    private var digests: [UInt64: Set<UInt32>] = [:]
    private var digestCount = 0

    package init(_ recording: Recording) throws(InputError) {
        roundMicroseconds = recording.roundMicroseconds
        isExplanation = recording.kinds.map { Self.explanations.contains($0) }
        boundary = try Self.boundary(recording)
        try recording.forEachEvent { add($0) }
        finishRound()
        digests = [:]
    }

    package var slotCount: Int { eventCounts.count }

    /// Where in the period rounds are cut: in the middle of the stretch without events around its
    /// beginning, or, if there is none worth the name, of the longest one.
    private static func boundary(_ recording: Recording) throws(InputError) -> Int64 {
        let period = recording.roundMicroseconds
        let binCount = 512
        var bins = [Bool](repeating: false, count: binCount)
        var seen = 0
        try recording.forEachEvent { event in
            seen += 1
            guard seen <= 500_000 else { return }
            let phase = ((event.microseconds % period) + period) % period
            bins[Int(Double(phase) / Double(period) * Double(binCount))] = true
        }
        var best = (length: 0, end: 0)
        var length = 0
        for place in 0..<(2 * binCount) {
            length = bins[place % binCount] ? 0 : length + 1
            if length > best.length { best = (length, place) }
        }
        let before = bins.reversed().prefix { !$0 }.count
        let after = bins.prefix { !$0 }.count
        if before < binCount, (before + after) * 4 >= best.length {
            return Int64(Double(after - before) / 2 / Double(binCount) * Double(period))
        }
        let middle = (best.end - best.length / 2 + binCount) % binCount
        return Int64(Double(middle) / Double(binCount) * Double(period))
    }

    private mutating func add(_ event: RecordedEvent) {
        eventCount += 1
        guard event.slot >= 0 else { return }
        let shifted = event.microseconds - boundary
        let round =
            shifted >= 0
            ? shifted / roundMicroseconds : (shifted + 1) / roundMicroseconds - 1
        if round != currentRound {
            finishRound()
            currentRound = round
        }
        current.append(event)
    }

    private mutating func grow(to slot: Int32) {
        let missing = Int(slot) + 1 - eventCounts.count
        guard missing > 0 else { return }
        eventCounts += [Int](repeating: 0, count: missing)
        byteCounts += [Int](repeating: 0, count: missing)
        roundsPresent += [Int](repeating: 0, count: missing)
        timingDeviation += [Double](repeating: 0, count: missing)
    }

    private mutating func finishRound() {
        guard let round = currentRound else { return }
        roundCount += 1
        let start = (round * roundMicroseconds + boundary) / 1000
        var shapes: [Int32: Shape] = [:]
        var explained = Set<Int32>()
        for event in current {
            grow(to: event.slot)
            eventCounts[Int(event.slot)] += 1
            byteCounts[Int(event.slot)] += Int(event.byteCount)
            shapes[event.slot, default: Shape()].add(event)
            if isExplanation[Int(event.kind)] { explained.insert(event.slot) }
            noteRepetition(event)
        }
        noteShapes(shapes, explained, start)
        noteTiming(explained)
        notePresence(Set(shapes.keys), start)
        current.removeAll(keepingCapacity: true)
    }

    /// Which events of which sizes a slot showed in one round, in any order.
    private struct Shape: Hashable {
        var sum: UInt64 = 0

        mutating func add(_ event: RecordedEvent) {
            var generator = SeededGenerator(
                seed: UInt64(event.byteCount) << 24 | UInt64(event.server) << 16
                    | UInt64(event.kind) << 8 | UInt64(event.direction.rawValue))
            sum &+= generator.next()
        }
    }

    private mutating func noteShapes(
        _ shapes: [Int32: Shape], _ explained: Set<Int32>, _ start: Int64
    ) {
        var counts: [Shape: Int] = [:]
        for shape in shapes.values { counts[shape, default: 0] += 1 }
        let usual = counts.max { ($0.value, $0.key.sum) < ($1.value, $1.key.sum) }?.key
        for (slot, shape) in shapes {
            roundsPresent[Int(slot)] += 1
            if shape != usual {
                mark(start, slot, explained.contains(slot) ? .reconnection : .shape)
            }
        }
    }

    private mutating func noteTiming(_ explained: Set<Int32>) {
        var byChannel: [UInt32: [(slot: Int32, time: Int64)]] = [:]
        for event in current {
            let channel =
                UInt32(event.server) << 16 | UInt32(event.kind) << 8
                | UInt32(event.direction.rawValue)
            byChannel[channel, default: []].append((event.slot, event.microseconds))
        }
        for (channel, events) in byChannel where events.count >= 3 {
            if channel & 1 == UInt32(RecordedEvent.Direction.incoming.rawValue) {
                noteNeighbours(events.map(\.slot))
            }
            let median = events.map(\.time).sorted()[events.count / 2]
            let spread = events.map { abs($0.time - median) }.sorted()[events.count / 2]
            // Eight times the usual distance, and never less than a millisecond.
            let limit = max(8 * spread, 1000)
            for event in events {
                let distance = abs(event.time - median)
                timingDeviation[Int(event.slot)] += Double(distance)
                if distance > limit, !explained.contains(event.slot) {
                    mark(event.time / 1000, event.slot, .timing)
                }
            }
        }
    }

    /// Whose events stood beside whose, in the order in which they came.
    private mutating func noteNeighbours(_ slots: [Int32]) {
        for (one, other) in zip(slots, slots.dropFirst()) where one != other {
            let key = Self.pairKey(one, other)
            guard neighbours.count < Self.neighbourLimit || neighbours[key] != nil else { continue }
            neighbours[key, default: 0] += 1
        }
    }

    static func pairKey(_ one: Int32, _ other: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: min(one, other))) << 32
            | UInt64(UInt32(bitPattern: max(one, other)))
    }

    private mutating func noteRepetition(_ event: RecordedEvent) {
        guard event.digest != 0, event.direction == .incoming else { return }
        if digestCount >= Self.digestLimit {
            digests = [:]
            digestCount = 0
        }
        let stream = UInt64(event.server) << 40 | UInt64(event.kind) << 32 | UInt64(event.slot)
        if digests[stream, default: []].insert(event.digest).inserted {
            digestCount += 1
        } else {
            mark(event.microseconds / 1000, event.slot, .repetition)
        }
    }

    private mutating func notePresence(_ now: Set<Int32>, _ start: Int64) {
        if roundCount > 1, presenceChanges.count < Self.markLimit {
            for slot in now.symmetricDifference(present).sorted() {
                presenceChanges.append((start, slot))
            }
        }
        present = now
    }

    private mutating func mark(_ milliseconds: Int64, _ slot: Int32, _ irregularity: Irregularity) {
        guard marks.count < Self.markLimit else { return }
        marks.append(Mark(milliseconds: milliseconds, slot: slot, irregularity: irregularity))
    }
}
