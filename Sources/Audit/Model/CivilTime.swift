/// Calendar arithmetic on milliseconds since 1 January 1970, in the proleptic Gregorian calendar.
package enum CivilTime {
    package static let millisecondsPerDay: Int64 = 86_400_000
    package static let millisecondsPerHour: Int64 = 3_600_000

    /// Days from 1 January 1970 to the given date.
    package static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date on which the given number of days since 1 January 1970 falls.
    package static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The number of days in a month.
    package static func dayCount(year: Int, month: Int) -> Int {
        let nextYear = month == 12 ? year + 1 : year
        let nextMonth = month == 12 ? 1 : month + 1
        return days(year: nextYear, month: nextMonth, day: 1)
            - days(year: year, month: month, day: 1)
    }

    /// The day on which an instant falls, counted from 1 January 1970.
    package static func day(ofMilliseconds time: Int64) -> Int {
        Int(floorDivide(time, millisecondsPerDay))
    }

    /// The hour of the day (0 to 23) of an instant.
    package static func hour(ofMilliseconds time: Int64) -> Int {
        Int(floorDivide(time, millisecondsPerHour) - Int64(day(ofMilliseconds: time)) * 24)
    }

    /// The weekday of an instant, Monday being 0.
    package static func weekday(ofMilliseconds time: Int64) -> Int {
        let shifted = (day(ofMilliseconds: time) + 3) % 7
        return shifted < 0 ? shifted + 7 : shifted
    }

    /// An instant as `2026-11-22 15:51`.
    package static func text(milliseconds time: Int64) -> String {
        let date = date(days: day(ofMilliseconds: time))
        let minuteOfDay = Int(
            floorDivide(time, 60_000) - Int64(day(ofMilliseconds: time)) * 1440)
        return "\(date.year)-\(padded(date.month))-\(padded(date.day)) "
            + "\(padded(minuteOfDay / 60)):\(padded(minuteOfDay % 60))"
    }

    private static func padded(_ value: Int) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    private static func floorDivide<Value: BinaryInteger>(_ value: Value, _ divisor: Value)
        -> Value
    {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
