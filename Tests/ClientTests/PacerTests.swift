import Client
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import Wire

@Suite struct PacerTests {
    /// A pacer on a loop whose time the test moves, and what came out of it.
    private final class Stage: Sendable {
        struct Sent: Equatable {
            var time: Int64
            var frame: [UInt8]
        }

        let loop = NIOAsyncTestingEventLoop()
        let clock: ManualClock
        let sent = Mutex<[Sent]>([])
        let signals = Mutex<[Pacer.Signal]>([])
        let isBlocked = Mutex(false)

        init(at now: Int64) { clock = ManualClock(now) }

        func start() async -> Pacer {
            let pacer = Pacer(
                SteadyRhythm(), on: loop, clock: clock.clock,
                send: { frame in
                    guard !self.isBlocked.withLock({ $0 }) else { return false }
                    self.sent.withLock { $0.append(Sent(time: self.clock.now, frame: frame)) }
                    return true
                },
                signal: { signal in self.signals.withLock { $0.append(signal) } })
            pacer.start()
            await loop.run()
            return pacer
        }

        func advance(_ milliseconds: Int) async {
            for _ in 0..<milliseconds / 10 {
                clock.advance(10)
                await loop.advanceTime(by: .milliseconds(10))
            }
        }

        /// The machine sleeps: time goes by and no timer fires.
        func sleep(_ milliseconds: Int64) { clock.advance(milliseconds) }

        var frames: [[UInt8]] { sent.withLock { $0.map(\.frame) } }
        var times: [Int64] { sent.withLock { $0.map(\.time) } }
    }

    private func round(_ number: UInt64) -> Round { Round(rawValue: number) }

    @Test func coverGoesOutInEveryRoundAtItsPoint() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        await stage.advance(3_000)
        #expect(stage.times == [10_200, 11_200, 12_200])
        #expect(stage.frames == [[0, 10], [0, 11], [0, 12]])
        #expect(pacer.counts == Pacer.Counts(prepared: 0, cover: 3, skipped: 0))
        pacer.stop()
    }

    @Test func preparedFrameTakesTheCoversPlaceAndTime() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        await stage.advance(100)
        #expect(stage.signals.withLock { $0 } == [.prepare(round(10))])
        #expect(pacer.submit(SteadyRhythm.frame(round(10), kind: 1), round(10)))
        // One frame a round: the second is refused.
        #expect(!pacer.submit(SteadyRhythm.frame(round(10), kind: 2), round(10)))
        await stage.advance(1_900)
        #expect(stage.times == [10_200, 11_200])
        #expect(stage.frames == [[1, 10], [0, 11]])
        pacer.stop()
    }

    @Test func lateEarlyAndOddFramesAreRefused() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        await stage.advance(150)
        #expect(!pacer.submit(SteadyRhythm.frame(round(11), kind: 1), round(11)))
        #expect(!pacer.submit([1, 2, 3], round(10)))
        await stage.advance(50)
        #expect(!pacer.submit(SteadyRhythm.frame(round(10), kind: 1), round(10)))
        #expect(stage.frames == [[0, 10]])
        pacer.stop()
        #expect(!pacer.submit(SteadyRhythm.frame(round(10), kind: 1), round(10)))
    }

    @Test func startInsideARoundWaitsForItsNextPoint() async {
        let stage = Stage(at: 10_150)
        let pacer = await stage.start()
        await stage.advance(1_100)
        #expect(stage.times == [11_200])
        pacer.stop()
    }

    @Test func roundsThatWereSleptThroughAreNotMadeUpFor() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        await stage.advance(1_000)
        stage.sleep(5_500)
        await stage.advance(1_500)
        // The timer of round 11 fired in round 16, 300 ms after its point: too late for any.
        #expect(stage.times == [10_200, 17_200])
        #expect(stage.frames == [[0, 10], [0, 17]])
        pacer.stop()
    }

    @Test func blockedLineCountsAsSkipped() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        stage.isBlocked.withLock { $0 = true }
        await stage.advance(1_000)
        stage.isBlocked.withLock { $0 = false }
        await stage.advance(1_000)
        #expect(stage.frames == [[0, 11]])
        #expect(pacer.counts == Pacer.Counts(prepared: 0, cover: 1, skipped: 1))
        pacer.stop()
    }

    /// A time server that moves the clock little by little goes as far as a jump in the end.
    @Test func clockThatIsSlewedAwayEndsTheSession() async {
        let stage = Stage(at: 10_000_000)
        let pacer = await stage.start()
        for _ in 0..<10 {
            stage.clock.jump(30)
            await stage.advance(1_000)
        }
        let times = stage.times
        // Always at the point of its round by the clock of the session's beginning, never twice.
        #expect((2...8).contains(times.count))
        #expect(Set(stage.frames).count == stage.frames.count)
        #expect(stage.signals.withLock { $0.last } == .clockJumped)
        #expect(pacer.counts.skipped <= 1)
    }

    /// The machine sleeps, and its clock is found wrong and set when it wakes up.
    @Test(arguments: [-7_200_000, -2_000, 2_000, 7_200_000] as [Int64])
    func clockThatIsSetAfterASleepEndsTheSession(_ jump: Int64) async {
        let stage = Stage(at: 100_000_000)
        let pacer = await stage.start()
        await stage.advance(1_000)
        stage.sleep(3_600_000)
        stage.clock.jump(jump)
        await stage.advance(3_000)
        #expect(stage.times == [100_000_200])
        #expect(stage.signals.withLock { $0.last } == .clockJumped)
        pacer.stop()
    }

    /// Many short sleeps, as of a closed lid: no round is sent twice, none is made up for.
    @Test func sleepsOfAnyLengthKeepTheRhythm() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        for length in [100, 900, 1_000, 1_500, 60_000, 86_400_000] as [Int64] {
            await stage.advance(2_500)
            stage.sleep(length)
        }
        await stage.advance(2_500)
        // The clocks of the stage moved alike: no jump.
        #expect(!stage.signals.withLock { $0.contains(.clockJumped) })
        let rounds = stage.times.map { $0 / 1_000 }
        #expect(rounds == Array(Set(rounds)).sorted())
        for time in stage.times { #expect((200...400).contains(time % 1_000), "\(time)") }
        pacer.stop()
    }

    @Test(arguments: [-3_600_000, 3_600_000, -400, 400] as [Int64])
    func clockThatIsSetEndsTheSessionBeforeAnythingIsSent(_ jump: Int64) async {
        let stage = Stage(at: 10_000_000)
        let pacer = await stage.start()
        await stage.advance(1_000)
        stage.clock.jump(jump)
        await stage.advance(3_000)
        #expect(stage.times == [10_000_200])
        #expect(stage.signals.withLock { $0.last } == .clockJumped)
        pacer.stop()
    }

    @Test func stoppedPacerSendsNothing() async {
        let stage = Stage(at: 10_000)
        let pacer = await stage.start()
        await stage.advance(150)
        pacer.stop()
        await stage.advance(3_000)
        #expect(stage.frames.isEmpty)
    }
}
