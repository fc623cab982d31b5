import Testing
import Wire

@Suite struct FrameTests {
    static let layout = FrameLayout(DeploymentParameters())

    static func frame(_ round: Round) -> ClientFrame {
        let query = [UInt8](repeating: 5, count: layout.cellQueryByteCount)
        let knock = ClientFrame.Knock(
            place: 8_191, record: [UInt8](repeating: 6, count: 256),
            query: [UInt8](repeating: 7, count: layout.knockQueryByteCount))
        return ClientFrame(
            round: round, cell: [UInt8](repeating: 1, count: 1_024),
            bell: [UInt8](repeating: 2, count: 16), queries: [query, query],
            knock: round.isKnockRound(layout.parameters) ? knock : nil,
            helperTag: [UInt8](repeating: 8, count: 16))
    }

    @Test(arguments: [1, 8] as [UInt64])
    func framesSurviveARoundTrip(number: UInt64) throws {
        let frame = Self.frame(Round(rawValue: number))
        #expect(frame.encoded.count == Self.layout.frameByteCount(frame.round))
        let received = try ReceivedFrame(frame.encoded, Self.layout)
        #expect(received.round == frame.round)
        #expect(Array(received.cell) == frame.cell)
        #expect(Array(received.bell) == frame.bell)
        #expect([0, 1].map { Array(received.query($0)) } == frame.queries)
        #expect(received.knock == frame.knock)
        #expect(Array(received.content) == frame.content)
        #expect(Array(received.helperTag) == frame.helperTag)
    }

    @Test func everyOtherSizeIsRefused() {
        let bytes = Self.frame(Round(rawValue: 8)).encoded
        for size in [0, 7, 8, 1_000, bytes.count - 1] {
            #expect(throws: WireError.self) {
                try ReceivedFrame(Array(bytes[..<size]), Self.layout)
            }
        }
        #expect(throws: WireError.self) { try ReceivedFrame(bytes + [0], Self.layout) }
    }

    @Test func aPlaceBeyondTheBoardIsRefused() {
        var frame = Self.frame(Round(rawValue: 8))
        frame.knock?.place = 8_192
        let error = #expect(throws: WireError.self) {
            try ReceivedFrame(frame.encoded, Self.layout)
        }
        #expect(error?.code == .invalidValue)
    }

    /// The budget: up at most cell + 450 bytes, down at most R cells + 200, up to 100,000 slots,
    /// in rounds without knocks and bells.
    @Test(arguments: [1_024, 10_000, 100_000])
    func bytesStayWithinTheBudget(capacity: Int) {
        var parameters = DeploymentParameters()
        parameters.capacity = capacity
        let layout = FrameLayout(parameters)
        let round = Round(rawValue: 1)
        #expect(layout.frameByteCount(round) + 5 <= 1_024 + 450)
        let answer = RoundAnswer(
            round: round,
            retrieved: [UInt8](repeating: 0, count: layout.retrievedByteCount(round)),
            bellTable: nil)
        #expect(answer.encoded.count + 5 <= 2 * 1_024 + 200)
    }

    /// Every prefix and every change of the type of every message is read or refused, never a trap.
    @Test func messagesFromAnywhereNeverTrap() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<200, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            _ = try? ClientMessage(bytes)
            _ = try? LeaderMessage(bytes)
            _ = try? LinkMessageToHelper(bytes)
            _ = try? LinkMessageToLeader(bytes)
            for type in [0x01, 0x02, 0x03, 0x04, 0x05] as [UInt8] {
                _ = try? ClientMessage([type] + bytes)
                _ = try? LeaderMessage([0x80 + type] + bytes)
            }
        }
    }
}
