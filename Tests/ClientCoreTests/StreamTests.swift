import ClientCore
import Testing
import Wire

/// Streams over a channel that loses, repeats and reorders cells.
@Suite struct StreamTests {
    @Test func randomPayloadsNeverTrap() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var bytes = (0..<CellKey.payloadByteCount).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            bytes[0] = CellPayload.version
            if Bool.random() { bytes[30] = UInt8.random(in: 0...4) }
            _ = try? CellPayload(bytes)
        }
    }

    @Test func payloadsSurviveARoundTrip() throws {
        var payload = CellPayload(round: Round(rawValue: 12), incarnation: 7)
        payload.bellPosition = 3
        payload.previousChannel = 4
        payload.previousEnd = 5
        payload.acknowledgements = [.init(leaf: 1, incarnation: 2, offset: 3, gap: 9)]
        payload.pages = PageHints([0, 5, 15], of: 16)
        payload.segments = [
            .init(offset: 0, bytes: [1, 2, 3]), .init(offset: .max - 4, bytes: [4]),
        ]
        let bytes = payload.encoded
        let padded = bytes + [UInt8](repeating: 0, count: CellKey.payloadByteCount - bytes.count)
        #expect(try CellPayload(padded) == payload)
    }

    @Test func segmentsBeyondTheEndOfNumbersAreRefused() {
        var payload = CellPayload(round: Round(rawValue: 1), incarnation: 1)
        payload.segments = [.init(offset: .max - 2, bytes: [1, 2, 3, 4])]
        #expect(throws: WireError.self) { try CellPayload(payload.encoded) }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func itemsArriveOnceAndInOrder(seed: UInt64) {
        var random = RandomSource.seeded(seed)
        var outgoing = OutgoingStream(incarnation: 5, readers: [1])
        var incoming = IncomingStream()
        let items = (0..<60).map { number -> [UInt8] in
            [UInt8(number)] + random.bytes(Int.random(in: 0..<2_500, using: &random))
        }
        var received: [[UInt8]] = []
        var delivered: [String] = []
        var late: [CellPayload.Segment] = []
        var held = RangeSet<UInt64>()
        var next = 0
        for _ in 0..<20_000 where received.count < items.count || outgoing.hasUnacknowledged {
            if next < items.count, Int.random(in: 0..<4, using: &random) == 0 {
                outgoing.append(items[next], message: "\(next)")
                next += 1
            }
            let room = Int.random(in: 11...900, using: &random)
            for segment in outgoing.nextSegments(room: room, covered: held) {
                let range = segment.offset..<segment.offset + UInt64(segment.bytes.count)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: held.remove(contentsOf: range)
                case 1: late.append(segment)
                default:
                    held.insert(contentsOf: range)
                    late.insert(segment, at: 0)
                }
            }
            late.shuffle(using: &random)
            if let segment = late.popLast() {
                if Bool.random(using: &random) { late.append(segment) }
                received += incoming.receive([segment], incarnation: 5).items
            }
            if Int.random(in: 0..<5, using: &random) == 0 {
                delivered +=
                    outgoing.acknowledge(
                        leaf: 1, incarnation: 5, offset: incoming.next) ?? []
            }
        }
        #expect(received == items, "seed \(seed)")
        #expect(delivered == items.indices.map(String.init), "seed \(seed)")
    }

    @Test func acknowledgementsOfOtherStreamsAndFutureBytesAreIgnored() {
        var stream = OutgoingStream(incarnation: 5, readers: [1])
        stream.append([1, 2, 3], message: "m")
        #expect(stream.acknowledge(leaf: 1, incarnation: 6, offset: 7) == nil)
        #expect(stream.acknowledge(leaf: 2, incarnation: 5, offset: 7) == nil)
        #expect(stream.acknowledge(leaf: 1, incarnation: 5, offset: 8) == nil)
        #expect(stream.acknowledge(leaf: 1, incarnation: 5, offset: 7) == ["m"])
        #expect(!stream.hasUnacknowledged)
    }

    /// Many small overlapping pieces around a gap, then the gap: as cheap as they are many.
    @Test(.timeLimit(.minutes(1))) func hostileSegmentsAreCheap() {
        var stream = IncomingStream()
        for number in 0..<10_000 {
            let offset = UInt64(1 + number * 7 % 200_000)
            _ = stream.receive([.init(offset: offset, bytes: [1])], incarnation: 1)
            _ = stream.receive(
                [.init(offset: offset, bytes: [UInt8](repeating: 1, count: 40))], incarnation: 1)
        }
        _ = stream.receive(
            [.init(offset: 0, bytes: [UInt8](repeating: 0, count: 900))], incarnation: 1)
        #expect(stream.bufferedByteCount <= IncomingStream.itemLimit)
    }

    @Test func emptyItemsBreakTheStream() {
        var stream = IncomingStream()
        let zeros = [UInt8](repeating: 0, count: 900)
        #expect(stream.receive([.init(offset: 0, bytes: zeros)], incarnation: 1).items.isEmpty)
        #expect(stream.isBroken)
    }

    /// A contact that sends nonsense costs bounded memory and never stops the program.
    @Test func aHostileStreamIsBounded() {
        var stream = IncomingStream()
        for number in 0..<5_000 {
            let offset = UInt64(number) * 911 + 10
            _ = stream.receive(
                [.init(offset: offset, bytes: [UInt8](repeating: 1, count: 900))],
                incarnation: 1)
        }
        #expect(stream.bufferedByteCount <= 2 * IncomingStream.itemLimit)
        _ = stream.receive(
            [.init(offset: 0, bytes: [0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 20))],
            incarnation: 1)
        #expect(stream.isBroken)
        #expect(stream.receive([.init(offset: 24, bytes: [1])], incarnation: 1).items.isEmpty)
    }

    // MARK: Packing

    static func stream(items: Int, byteCount: Int) -> OutgoingStream {
        var stream = OutgoingStream(incarnation: 5, readers: [1])
        for number in 0..<items {
            stream.append([UInt8](repeating: 1, count: byteCount - 4), message: "\(number)")
        }
        return stream
    }

    @Test func whatFollowsOnEachOtherSharesASegmentAndRepetitionsFillTheCell() {
        var stream = Self.stream(items: 10, byteCount: 100)
        let first = stream.nextSegments(room: 510, covered: RangeSet())
        #expect(first.map(\.offset) == [0])
        #expect(first.map(\.bytes.count) == [500])
        let second = stream.nextSegments(room: 710, covered: RangeSet(0..<500))
        #expect(second.map(\.offset) == [500, 0])
        #expect(second.map(\.bytes.count) == [500, 190])
    }

    @Test func whatIsMissingFromTheRingComesFirst() {
        var stream = Self.stream(items: 20, byteCount: 100)
        _ = stream.nextSegments(room: 1_010, covered: RangeSet())
        let covered = RangeSet([0..<200, 300..<700, 800..<1_000] as [Range<UInt64>])
        let segments = stream.nextSegments(room: 320, covered: covered)
        #expect(segments.map(\.offset) == [200, 700, 1_000])
        #expect(segments.map(\.bytes.count) == [100, 100, 90])
    }

    @Test func nothingLeavesTheWindowAndWhatDoesNotFitIsCounted() {
        var stream = Self.stream(items: 10, byteCount: 100)
        stream.window = 250
        let first = stream.nextSegments(room: 900, covered: RangeSet())
        #expect(first.map(\.bytes.count) == [250])
        #expect(!stream.hasFresh)
        #expect(stream.heldBackCount == 8)
        _ = stream.acknowledge(leaf: 1, incarnation: 5, offset: 200)
        #expect(stream.heldBackCount == 6)
        #expect(stream.nextSegments(room: 900, covered: RangeSet(0..<250)).first?.offset == 250)
    }

    /// A reader that holds pieces ahead of a gap is given the gap, and not all that follows.
    @Test func aGapIsFilledFirst() {
        var stream = Self.stream(items: 40, byteCount: 100)
        var reader = IncomingStream()
        var cells: [[CellPayload.Segment]] = []
        for number in 0..<4 as Range<UInt64> {
            let covered = RangeSet(0..<number * 1_000)
            cells.append(stream.nextSegments(room: 1_010, covered: covered))
        }
        for cell in [cells[0], cells[2], cells[3]] {
            _ = reader.receive(cell, incarnation: 5)
        }
        #expect(reader.next == 1_000)
        #expect(reader.gap == 1_000)
        let told = CellPayload.Acknowledgement(
            leaf: 0, incarnation: 5, offset: reader.next, gap: reader.gap)
        let ring = RangeSet<UInt64>(0..<4_000)
        #expect(stream.missing(covered: ring).isEmpty)
        stream.request(told, from: 1, round: 7)
        let repeated = stream.nextSegments(room: 1_010, covered: ring)
        #expect(repeated.map(\.offset) == [1_000])
        #expect(reader.receive(repeated, incarnation: 5).items.count == 30)
        // Once a question: the same cell, read again, asks for nothing.
        stream.request(told, from: 1, round: 7)
        #expect(stream.missing(covered: ring).isEmpty)
    }

    /// Order of publication does not decide what counts as published.
    @Test func aLostCellThatIsPublishedLaterCompletesMessages() {
        var stream = Self.stream(items: 3, byteCount: 100)
        _ = stream.nextSegments(room: 400, covered: RangeSet())
        #expect(stream.published(100..<200).isEmpty)
        #expect(stream.published(200..<300).isEmpty)
        #expect(stream.published(0..<100) == ["0", "1", "2"])
    }
}
