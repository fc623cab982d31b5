import Audit
import Testing

@Suite("Live recordings of servers")
struct RecordingTests {
    private static let log = TestData.village(
        people: 60, partnersEach: 2, days: 3, messages: 4000, seed: 8)
    private static let messages = SyntheticRecording.messages(log, days: 3)
    private static let roundMicroseconds: Int64 = 1_800_000_000

    private static func recording(_ leak: Leak, absent: Double = 0)
        -> Recording
    {
        var model = SyntheticRecording(
            messages: messages, slotCount: log.users.count, roundMicroseconds: roundMicroseconds,
            leak: leak)
        model.absentShare = absent
        return model.recording
    }

    private static func scores(_ recording: Recording) async throws -> [AttackScore] {
        let truth = PartnerGraph(
            userCount: log.users.count, pairs: messages.map { ($0.from, $0.to) })
        return await RecordingBattery(try RoundObserver(recording), truth: truth).run()
    }

    @Test("A constant rate leaves every attack at chance", arguments: [0, 0.3])
    func constantRate(absent: Double) async throws {
        let scores = try await Self.scores(Self.recording(.none, absent: absent))
        let found = scores.filter(\.isSignificant).map { "\($0)" }
        #expect(found == [])
    }

    @Test("Without absences the rankings are exactly constant where nothing differs")
    func exact() async throws {
        let scores = try await Self.scores(Self.recording(.none))
        let volume = try #require(scores.first { $0.attack == "volume of bytes" })
        #expect(volume.auc == 0.5)
        #expect(abs(volume.precisionAt1 - volume.baseRate) < 1e-6)
    }

    @Test(
        "Each leak is caught",
        arguments: Leak.allCases.filter { $0 != .none })
    func caught(_ leak: Leak) async throws {
        let scores = try await Self.scores(Self.recording(leak))
        let found = scores.filter(\.isSignificant).map { "\($0)" }
        #expect(found != [], "\(leak) was not caught")
    }

    @Test("A leak of one percent injected into a silent recording is found")
    func power() async throws {
        let leaking = LeakInjection(share: 0.01)
            .injected(into: Self.recording(.none), messages: Self.messages)
        let scores = try await Self.scores(leaking)
        let found = scores.filter(\.isSignificant).map { "\($0)" }
        #expect(found != [])
    }

    @Test("Both forms of a recording read back as what was written")
    func formats() throws {
        let events = (0..<50).map(Self.event)
        let servers = ["leader", "helper"]
        let kinds = ["frame", "answer", "bell"]
        var bytes = RecordingFormat.header(
            servers: servers, kinds: kinds, roundMicroseconds: 250_000)
        for event in events { bytes += RecordingFormat.record(event) }
        try TestData.withFile(bytes) { path in
            let read = try Self.events(path)
            #expect(read == events)
        }
        var lines = "{\"roundMicroseconds\":250000}\n"
        for event in events { lines += Self.line(event, servers, kinds) }
        try TestData.withFile(lines) { path in
            let read = try Self.events(path)
            #expect(read == events)
        }
        bytes.removeLast(3)
        try TestData.withFile(bytes) { path in
            _ = #expect(throws: InputError.self) { try Self.events(path) }
        }
    }

    private static func event(_ index: Int) -> RecordedEvent {
        let slot: Int32 = index % 5 == 0 ? -1 : Int32(index)
        let direction: RecordedEvent.Direction = index % 2 == 0 ? .incoming : .outgoing
        return RecordedEvent(
            microseconds: Int64(index * 1000 - 7), slot: slot, byteCount: UInt32(index * 31),
            server: UInt8(index % 2), kind: UInt8(index % 3), direction: direction,
            digest: UInt32(index) << 20)
    }

    private static func line(_ event: RecordedEvent, _ servers: [String], _ kinds: [String])
        -> String
    {
        let members: [String] = [
            "\"server\":\"\(servers[Int(event.server)])\"",
            "\"microseconds\":\(event.microseconds)",
            "\"kind\":\"\(kinds[Int(event.kind)])\"",
            "\"slot\":\(event.slot)",
            "\"bytes\":\(event.byteCount)",
            "\"direction\":\"\(event.direction == .incoming ? "in" : "out")\"",
            "\"digest\":\"\(String(event.digest, radix: 16))\"",
        ]
        return "{\(members.joined(separator: ","))}\n"
    }

    private static func events(_ path: String) throws -> [RecordedEvent] {
        guard case .recording(let recording) = try InputReader().read(path: path).0 else {
            throw TestData.Unexpected(name: path)
        }
        #expect(recording.roundMicroseconds == 250_000)
        var events: [RecordedEvent] = []
        try recording.forEachEvent { events.append($0) }
        return events
    }
}
