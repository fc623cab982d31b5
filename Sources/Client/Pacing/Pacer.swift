package import NIOCore
import Synchronization
package import Wire

/// Sends one frame in each round, at the session's fixed point of it, whatever else this machine
/// does: the engine's frame if that came in time, else a cover frame of the same size.
///
/// All of it happens on an event loop that does nothing but this and the connection. A frame that
/// could not be sent near its time (the machine slept) is not sent at all.
package final class Pacer: Sendable {
    package enum Signal: Sendable, Equatable {
        /// Time to prepare the frame of this round.
        case prepare(Round)
        /// The clock was set; the session's idea of the leader's time is no longer right.
        case clockJumped
    }

    package struct Counts: Sendable, Equatable {
        package var prepared: UInt64 = 0
        package var cover: UInt64 = 0
        /// Rounds in which nothing was sent: late by too much, or the line was blocked.
        package var skipped: UInt64 = 0

        package init(prepared: UInt64 = 0, cover: UInt64 = 0, skipped: UInt64 = 0) {
            self.prepared = prepared
            self.cover = cover
            self.skipped = skipped
        }
    }

    private struct State: Sendable {
        var round = PacedRound()
        var counts = Counts()
        var isStopped = false
        var timer: Scheduled<Void>?
    }

    private let loop: any EventLoop
    private let rhythm: any Rhythm
    private let clock: WallClock
    private let send: @Sendable ([UInt8]) -> Bool
    private let signal: @Sendable (Signal) -> Void
    private let leadMilliseconds: Int64
    private let slackMilliseconds: Int64
    /// Unix time minus uptime when the session began.
    private let clockBase: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - send: called on the loop; says whether the frame was handed to the network.
    ///   - signal: called on the loop.
    package init(
        _ rhythm: any Rhythm, on loop: any EventLoop, clock: WallClock = .system,
        send: @escaping @Sendable ([UInt8]) -> Bool,
        signal: @escaping @Sendable (Signal) -> Void
    ) {
        self.loop = loop
        self.rhythm = rhythm
        self.clock = clock
        self.send = send
        self.signal = signal
        let schedule = RoundSchedule(rhythm.parameters)
        leadMilliseconds = Int64(schedule.preparationMilliseconds)
        slackMilliseconds = Int64(
            schedule.closeMilliseconds - schedule.sendingMilliseconds.upperBound)
        clockBase = clock.now() - clock.uptime()
    }

    package var counts: Counts { state.withLock(\.counts) }

    package func start() { loop.execute { self.awaitNextRound() } }

    package func stop() {
        let timer = state.withLock { state in
            state.isStopped = true
            return state.timer
        }
        timer?.cancel()
    }

    /// Hands in the frame of the round that is being prepared.
    /// - Returns: whether it will be sent; if not, a cover frame is or was.
    package func submit(_ frame: [UInt8], _ round: Round) -> Bool {
        state.withLock { !$0.isStopped && $0.round.submit(frame, round) }
    }

    // MARK: On the loop

    private func awaitNextRound() {
        guard isClockSteady else { return signal(.clockJumped) }
        let now = clock.now()
        let round = state.withLock { state in
            state.round.next(at: now, rhythm, leadMilliseconds: leadMilliseconds)
        }
        at(rhythm.sendTime(round) - leadMilliseconds) { self.prepare(round) }
    }

    private func prepare(_ round: Round) {
        guard isClockSteady else { return signal(.clockJumped) }
        let cover = rhythm.coverFrame(round)
        state.withLock { $0.round.begin(round, cover: cover) }
        signal(.prepare(round))
        at(rhythm.sendTime(round)) { self.send(round) }
    }

    private func send(_ round: Round) {
        let lateness = clock.now() - rhythm.sendTime(round)
        guard isClockSteady else { return signal(.clockJumped) }
        guard lateness >= 0 else {
            return at(rhythm.sendTime(round)) { self.send(round) }
        }
        let frame = state.withLock { $0.isStopped ? nil : $0.round.decide(round) }
        guard let frame else { return }
        let isSent = lateness <= slackMilliseconds && send(frame.frame)
        state.withLock { state in
            if !isSent {
                state.counts.skipped += 1
            } else if frame.isPrepared {
                state.counts.prepared += 1
            } else {
                state.counts.cover += 1
            }
        }
        awaitNextRound()
    }

    /// Both clocks have moved alike since the session began, but for a fraction of a round.
    private var isClockSteady: Bool {
        abs(clock.now() - clock.uptime() - clockBase) <= slackMilliseconds
    }

    private func at(_ time: Int64, _ body: @escaping @Sendable () -> Void) {
        let delay = TimeAmount.milliseconds(max(0, time - clock.now()))
        let timer = loop.scheduleTask(in: delay, body)
        state.withLock { state in
            if state.isStopped { timer.cancel() } else { state.timer = timer }
        }
    }
}
