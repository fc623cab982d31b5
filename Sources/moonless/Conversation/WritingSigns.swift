/// Who is writing, and when to say so of oneself.
///
/// Others' signs are shown for five seconds; one's own is told every two seconds while keys are pressed.
struct WritingSigns {
    private static let shown = Duration.seconds(5)
    private static let pause = Duration.seconds(2)

    private var heard: [String: ContinuousClock.Instant] = [:]
    private var told: ContinuousClock.Instant?

    mutating func note(_ name: String, at now: ContinuousClock.Instant = .now) {
        heard[name] = now
    }

    /// Who has given a sign within the last seconds.
    var names: [String] {
        let now = ContinuousClock.now
        return heard.filter { now - $0.value < Self.shown }.keys.sorted()
    }

    /// Whether it is time for a sign of one's own; it counts as told.
    mutating func isToBeTold(at now: ContinuousClock.Instant = .now) -> Bool {
        if let told, now - told < Self.pause { return false }
        told = now
        return true
    }
}

/// The event `typing`.
struct WritingSign: Decodable {
    var conversation: String
    var from: String
}
