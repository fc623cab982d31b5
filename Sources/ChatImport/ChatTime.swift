/// A wall-clock time without a zone, as chat exports have it.
public struct ChatTime: Sendable, Equatable, Comparable {
    /// The year, four digits.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int
    /// The hour, 0 to 23.
    public let hour: Int
    /// The minute, 0 to 59.
    public let minute: Int
    /// The second, 0 when the export has minutes only.
    public let second: Int

    /// Makes a time; nil if no such date or time exists.
    public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Earlier on the same wall clock.
    public static func < (left: ChatTime, right: ChatTime) -> Bool {
        (left.year, left.month, left.day, left.secondOfDay)
            < (right.year, right.month, right.day, right.secondOfDay)
    }

    private var secondOfDay: Int { hour * 3600 + minute * 60 + second }
}
