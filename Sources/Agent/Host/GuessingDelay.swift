/// How long whoever gave a wrong passphrase waits before the next one is looked at.
struct GuessingDelay: Sendable {
    private static let limit = Duration.seconds(30)

    private var failures = 0
    /// When the next one is looked at.
    private(set) var next = ContinuousClock.now

    /// After the first wrong one a quarter of a second, then twice as long each time.
    mutating func failed(at now: ContinuousClock.Instant = .now) {
        let delay = Duration.milliseconds(250 << min(failures, 10))
        failures += 1
        next = now + min(delay, Self.limit)
    }

    mutating func succeeded() { self = GuessingDelay() }

    /// - Throws: `CancellationError`; who hangs up does not get by sooner.
    func wait() async throws {
        try await Task.sleep(until: next, clock: .continuous)
    }
}
