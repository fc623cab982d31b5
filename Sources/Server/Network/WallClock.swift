import FoundationEssentials

/// The wall clock, which numbers the rounds.
enum WallClock {
    static func unixMilliseconds() -> Int64 {
        Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))
    }
}
