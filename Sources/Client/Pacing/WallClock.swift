import Glibc

/// The machine's clocks, in milliseconds.
package struct WallClock: Sendable {
    /// Unix time.
    ///
    /// People and time servers set it: it may jump.
    package var now: @Sendable () -> Int64
    /// Since the machine was started, its sleep included.
    ///
    /// It never jumps.
    package var uptime: @Sendable () -> Int64

    package static let system = WallClock(
        now: { milliseconds(CLOCK_REALTIME) }, uptime: { milliseconds(CLOCK_BOOTTIME) })

    package init(now: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Int64) {
        self.now = now
        self.uptime = uptime
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
