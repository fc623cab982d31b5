#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The time zone of somebody, from the hours of a few messages.
///
/// A person's hours are compared with the daily curve of everybody, shifted by 0 to 23 hours.
package struct TimeZoneGuess: Sendable {
    private let logCurve: [Double]

    /// - Parameter hours: Events of the crowd by hour of its local day.
    package init(crowdHours hours: [Int]) {
        let total = Double(hours.reduce(0, +)) + 24
        let smooth = (0..<24).map { hour -> Double in
            let around = Double(hours[(hour + 23) % 24] + hours[(hour + 1) % 24])
            return (Double(hours[hour]) * 0.5 + around * 0.25 + 1) / total
        }
        logCurve = smooth.map { log($0) }
    }

    /// How many hours the person's clock is ahead of the crowd's (0 to 23).
    package func shift(hours: [Int]) -> Int {
        let scores = (0..<24).map { shift in
            hours.enumerated().reduce(0.0) { sum, entry in
                sum + Double(entry.element) * logCurve[(entry.offset - shift + 24) % 24]
            }
        }
        return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
}
