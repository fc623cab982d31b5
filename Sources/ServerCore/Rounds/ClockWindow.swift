import Wire

/// How far a round may be from a helper's clock.
///
/// A leader whose clock jumped, or that lies, must not use up the helper's future rounds.
enum ClockWindow {
    static func contains(
        _ round: Round, at unixMilliseconds: Int64, _ parameters: DeploymentParameters
    ) -> Bool {
        let tolerance = max(3 * Int64(parameters.roundMilliseconds), 10_000)
        let limit =
            UInt64(max(0, unixMilliseconds + tolerance))
            / UInt64(parameters.roundMilliseconds)
        // The first comparison keeps the second one's arithmetic within range.
        return round.rawValue <= limit
            && unixMilliseconds - round.start(parameters) <= tolerance
    }
}
