/// When the next night's export begins.
package enum Nightly {
    private static let hourMilliseconds: Int64 = 3_600_000
    private static let dayMilliseconds = 24 * hourMilliseconds

    /// Milliseconds until this hour of the day (UTC) comes again; more than none.
    package static func millisecondsUntil(hour: Int, from unixMilliseconds: Int64) -> Int64 {
        let sinceMidnight = unixMilliseconds % dayMilliseconds
        let wait =
            (Int64(hour) * hourMilliseconds - sinceMidnight + dayMilliseconds)
            % dayMilliseconds
        return wait == 0 ? dayMilliseconds : wait
    }
}
