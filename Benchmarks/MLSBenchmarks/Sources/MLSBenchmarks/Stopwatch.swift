#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Measures how much processor time something takes.
///
/// Everything measured runs on one thread; what else the machine does meanwhile does not count.
enum Stopwatch {
    /// The median in microseconds: five runs at least, then as many as fit into a third of a
    /// second.
    static func median(_ body: () throws -> Void) rethrows -> Double {
        var durations: [Double] = []
        let start = now()
        while durations.count < 5 || (durations.count < 1000 && now() - start < 330_000) {
            let begin = now()
            try body()
            durations.append(now() - begin)
        }
        return durations.sorted()[durations.count / 2]
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
