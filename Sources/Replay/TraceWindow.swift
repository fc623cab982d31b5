package import Audit

/// The part of a trace that is played: a stretch of time and its most active people.
package struct TraceWindow: Sendable {
    package let log: MessageLog
    /// In words.
    package let description: String
    /// People who wrote or were written to in the stretch, before the most active were chosen.
    package let peopleInWindow: Int

    package enum Failure: Error, Equatable, CustomStringConvertible {
        case malformed(String)
        case empty

        package var description: String {
            switch self {
            case .malformed(let text):
                "--window \(text): give FROM..TO, each a time (Unix or ISO 8601), +1h or +14d from "
                    + "the beginning of the trace, or nothing"
            case .empty: "nobody writes to anybody in this window"
            }
        }
    }

    /// - Parameters:
    ///   - window: `FROM..TO`; nil for the busiest hour.
    ///   - accounts: At most so many people, the most active ones.
    package init(_ log: MessageLog, window: String?, accounts: Int) throws(Failure) {
        let range = try Self.range(log, window)
        var rows = (0..<log.count).filter {
            range.contains(log.times[$0]) && log.from[$0] != log.to[$0]
        }
        guard !rows.isEmpty else { throw .empty }
        var activity: [Int32: Int] = [:]
        for row in rows {
            activity[log.from[row], default: 0] += 1
            activity[log.to[row], default: 0] += 1
        }
        peopleInWindow = activity.count
        let chosen = Set(
            activity.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(accounts)
                .map(\.key))
        rows = rows.filter { chosen.contains(log.from[$0]) && chosen.contains(log.to[$0]) }
        guard !rows.isEmpty else { throw .empty }
        var part = MessageLog()
        part.hasCalendar = log.hasCalendar
        for row in rows {
            let from = part.users.number(of: log.users[log.from[row]])
            part.append(
                time: log.times[row], from: from,
                to: part.users.number(of: log.users[log.to[row]]))
        }
        self.log = part
        let hours = Double(range.upperBound - range.lowerBound) / 3_600_000
        let length =
            hours < 48 ? "\(Self.short(hours)) hours" : "\(Self.short(hours / 24)) days"
        description = (window == nil ? "the busiest hour" : "a window of \(length)")
    }

    private static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    // MARK: Stretches

    private static func range(_ log: MessageLog, _ window: String?) throws(Failure)
        -> ClosedRange<Int64>
    {
        guard let start = log.times.first, let end = log.times.last else { throw .empty }
        guard let window else { return busiestHour(log) }
        guard let dots = window.firstRange(of: "..") else { throw .malformed(window) }
        let low = try time(String(window[..<dots.lowerBound]), start, or: start, window)
        let high = try time(String(window[dots.upperBound...]), start, or: end, window)
        guard low < high else { throw .malformed(window) }
        return low...high
    }

    private static func time(
        _ text: String, _ start: Int64, or fallback: Int64, _ window: String
    ) throws(Failure) -> Int64 {
        if text.isEmpty { return fallback }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if text.first == "+", let unit = text.last.flatMap({ units[$0] }),
            let number = Double(text.dropFirst().dropLast()), number >= 0, number < 1e6
        {
            return start + Int64(number * unit * 1000)
        }
        guard let parsed = TimeParser.milliseconds(text) else { throw .malformed(window) }
        return parsed
    }

    private static func busiestHour(_ log: MessageLog) -> ClosedRange<Int64> {
        var best = 0..<0
        var low = 0
        for high in 0..<log.count {
            while log.times[high] - log.times[low] >= 3_600_000 { low += 1 }
            if high + 1 - low > best.count { best = low..<high + 1 }
        }
        return log.times[best.lowerBound]...log.times[best.lowerBound] + 3_600_000
    }
}
