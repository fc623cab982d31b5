/// Reads times as logs write them: Unix seconds, or ISO 8601.
package struct TimeParser: Sendable {
    /// A time in milliseconds since 1970, as any log writes it.
    package static func milliseconds(_ text: String) -> Int64? { parse(text)?.milliseconds }

    /// How a time was written.
    enum Style: String, Sendable, Hashable {
        case unixSeconds = "Unix seconds"
        case unixMilliseconds = "Unix milliseconds"
        case iso8601 = "ISO 8601"
        case iso8601WithoutZone = "ISO 8601 without a zone, taken as UTC"
    }

    /// Numbers of this size and above count milliseconds (as seconds they would lie beyond the
    /// year 5000).
    static let millisecondThreshold = 100_000_000_000.0

    static func parse(_ text: String) -> (milliseconds: Int64, style: Style)? {
        if let number = Double(text), number.isFinite, abs(number) < 1e15 {
            return abs(number) >= millisecondThreshold
                ? (Int64(number), .unixMilliseconds)
                : (Int64((number * 1000).rounded()), .unixSeconds)
        }
        return parseISO(Array(text.utf8))
    }

    /// `2010-10-12T00:21:28Z`, `2010-10-12 00:21`, `2010-10-12T00:21:28.250+02:00`.
    private static func parseISO(_ text: [UInt8]) -> (milliseconds: Int64, style: Style)? {
        var scanner = Digits(text)
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2),
            scanner.skip("-"), let day = scanner.number(2), scanner.skip("T") || scanner.skip(" "),
            let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2)
        else { return nil }
        guard (1...12).contains(month), day >= 1,
            day <= CivilTime.dayCount(year: year, month: month), hour < 24, minute < 60
        else { return nil }
        var second = 0
        if scanner.skip(":") {
            guard let value = scanner.number(2), value <= 60 else { return nil }
            second = value
        }
        let milliseconds = scanner.skip(".") ? scanner.fraction() : 0
        guard let milliseconds, let zone = scanner.zone() else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - (zone.minutes ?? 0) * 60
        let style: Style = zone.minutes == nil ? .iso8601WithoutZone : .iso8601
        return (Int64(seconds) * 1000 + Int64(milliseconds), style)
    }
}

/// Takes a text apart from the left.
private struct Digits {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func number(_ digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + digits)] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += digits
        return value
    }

    mutating func skip(_ character: Character) -> Bool {
        guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    /// The digits after a decimal point, as milliseconds.
    mutating func fraction() -> Int? {
        var value = 0
        var digits = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if digits < 3 { value = value * 10 + Int(bytes[position] - 0x30) }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    /// The zone at the end: minutes east of UTC, or nil inside if there is none.
    mutating func zone() -> (minutes: Int?, Void)? {
        if position == bytes.count { return (nil, ()) }
        if skip("Z") { return position == bytes.count ? (0, ()) : nil }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2), hours <= 14 else { return nil }
        _ = skip(":")
        let minutes = position == bytes.count ? 0 : number(2)
        guard let minutes, minutes < 60, position == bytes.count else { return nil }
        return ((isNegative ? -1 : 1) * (hours * 60 + minutes), ())
    }
}
