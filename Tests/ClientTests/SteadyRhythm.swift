import Client
import Synchronization
import Wire

/// Rounds of a second, sent 200 ms after their beginning; cover frames say their round.
struct SteadyRhythm: Rhythm {
    let parameters: DeploymentParameters

    init() {
        var parameters = DeploymentParameters()
        parameters.roundMilliseconds = 1_000
        self.parameters = parameters
    }

    func round(at now: Int64) -> Round { Round(at: now, parameters) }
    func sendTime(_ round: Round) -> Int64 { round.start(parameters) + 200 }
    func coverFrame(_ round: Round) -> [UInt8] { Self.frame(round, kind: 0) }

    static func frame(_ round: Round, kind: UInt8) -> [UInt8] {
        [kind, UInt8(truncatingIfNeeded: round.rawValue)]
    }
}

/// Clocks that move when the test says so.
final class ManualClock: Sendable {
    private struct Times {
        var now: Int64
        var uptime: Int64 = 50_000
    }

    private let times: Mutex<Times>

    init(_ now: Int64) { times = Mutex(Times(now: now)) }

    var now: Int64 { times.withLock(\.now) }

    func advance(_ milliseconds: Int64) {
        times.withLock {
            $0.now += milliseconds
            $0.uptime += milliseconds
        }
    }

    /// Somebody sets the clock.
    func jump(_ milliseconds: Int64) { times.withLock { $0.now += milliseconds } }

    var clock: WallClock {
        WallClock(now: { self.now }, uptime: { self.times.withLock(\.uptime) })
    }
}
