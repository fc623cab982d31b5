#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The stretch of the day in which somebody is quiet.
package struct SleepWindow: Sendable, Equatable {
    /// The width that is looked for, in hours.
    package static let widthHours = 7.0
    /// Resolution: 96 bins of a quarter of an hour.
    private static let binCount = 96
    private static let millisecondsPerBin = CivilTime.millisecondsPerDay / Int64(binCount)

    /// Hours from midnight on the clock of the log.
    package let startHour: Double
    package var endHour: Double {
        (startHour + Self.widthHours).truncatingRemainder(dividingBy: 24)
    }
    package var centerHour: Double {
        (startHour + Self.widthHours / 2).truncatingRemainder(dividingBy: 24)
    }

    /// The quietest window; nil without events.
    package init?(times: some Sequence<Int64>) {
        var bins = [Double](repeating: 0, count: Self.binCount)
        var days = Set<Int64>()
        for time in times {
            let bin =
                ((time / Self.millisecondsPerBin) % Int64(Self.binCount)
                    + Int64(Self.binCount)) % Int64(Self.binCount)
            // One event per bin and day: a long conversation is one sign of being awake.
            if days.insert(time / Self.millisecondsPerBin).inserted { bins[Int(bin)] += 1 }
        }
        guard !days.isEmpty else { return nil }
        startHour = Self.quietest(Self.smoothed(bins))
    }

    private static func quietest(_ bins: [Double]) -> Double {
        let width = Int(widthHours * 4)
        var best = (sum: Double.infinity, start: 0)
        for start in 0..<binCount {
            let sum = (0..<width).reduce(0.0) { $0 + bins[(start + $1) % binCount] }
            if sum < best.sum - 1e-9 { best = (sum, start) }
        }
        return Double(best.start) / 4
    }

    /// A circular Gaussian of one and a half hours makes sparse profiles comparable.
    private static func smoothed(_ bins: [Double]) -> [Double] {
        let reach = 24
        let kernel = (-reach...reach).map { exp(-Double($0 * $0) / (2 * 36)) }
        return (0..<binCount).map { bin in
            kernel.enumerated().reduce(0.0) { sum, entry in
                sum + entry.element * bins[(bin + entry.offset - reach + binCount) % binCount]
            }
        }
    }

    /// How far apart two hours lie on the clock.
    package static func distance(_ one: Double, _ other: Double) -> Double {
        let difference = abs(one - other).truncatingRemainder(dividingBy: 24)
        return min(difference, 24 - difference)
    }
}
