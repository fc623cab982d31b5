/// What came out of the run of a seed.
package struct SeedResult: Sendable {
    package var seed: UInt64
    /// Of virtual time.
    package var milliseconds: Int64
    package var rounds: Int
    package var clients: Int
    package var verdict: DeliveryVerdict
    /// Second frames for a round: roots and pads used twice.
    package var repeatedFrames: Int
    /// Everything was acknowledged in the end.
    package var isQuiet: Bool
    /// … not by itself: people had to remove somebody, leave a group or wait for a month.
    package var tookPeople = false
    /// What is not as it should be, in words.
    package var notes: [String] = []

    package var isPerfect: Bool { verdict.isPerfect && repeatedFrames == 0 && isQuiet }
}
