/// Measures how long something takes.
enum Stopwatch {
    /// The median duration in microseconds: five runs at least, then as many as fit into a third
    /// of a second.
    static func median(_ body: () throws -> Void) rethrows -> Double {
        var durations: [Double] = []
        let clock = ContinuousClock()
        let start = clock.now
        while durations.count < 5
            || (durations.count < 1000 && clock.now - start < .milliseconds(330))
        {
            let duration = try clock.measure(body)
            let (seconds, attoseconds) = duration.components
            durations.append(Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
        }
        return durations.sorted()[durations.count / 2]
    }
}
