/// The number of a round: Unix time in milliseconds divided by the round period.
package struct Round: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package init(at unixMilliseconds: Int64, _ parameters: DeploymentParameters) {
        rawValue = UInt64(max(0, unixMilliseconds)) / UInt64(parameters.roundMilliseconds)
    }

    /// Unix time in milliseconds at which the round begins.
    package func start(_ parameters: DeploymentParameters) -> Int64 {
        Int64(rawValue) * Int64(parameters.roundMilliseconds)
    }

    /// p = t mod K.
    package func plane(_ parameters: DeploymentParameters) -> Int {
        Int(rawValue % UInt64(parameters.pagesPerSlot))
    }

    package func isBellRound(_ parameters: DeploymentParameters) -> Bool {
        rawValue % UInt64(parameters.bellPeriodRounds) == 0
    }

    package func isKnockRound(_ parameters: DeploymentParameters) -> Bool {
        rawValue % UInt64(parameters.knockPeriodRounds) == 0
    }

    package var next: Round { Round(rawValue: rawValue + 1) }

    package static func < (left: Round, right: Round) -> Bool { left.rawValue < right.rawValue }
}
