/// The beginning of a message: date, time, and what follows.
struct ChatHeader: Sendable {
    /// The three numbers of the date as written, with the count of their digits.
    let date: [(value: Int, digits: Int)]
    let hour: Int
    let minute: Int
    let second: Int
    /// True in the afternoon, false in the morning, nil on a 24-hour clock.
    let isAfternoon: Bool?
    /// Everything after the separator between header and message.
    let rest: String

    /// The time under one order of the numbers; nil if it does not exist.
    func time(_ order: DateOrder) -> ChatTime? {
        let (year, month, day) =
            switch order {
            case .dayMonthYear: (date[2], date[1], date[0])
            case .monthDayYear: (date[2], date[0], date[1])
            case .yearMonthDay: (date[0], date[1], date[2])
            }
        guard month.digits <= 2, day.digits <= 2, year.digits != 3, let hour = hour24 else {
            return nil
        }
        return ChatTime(
            year: Self.gregorian(year), month: month.value, day: day.value, hour: hour,
            minute: minute, second: second)
    }

    private var hour24: Int? {
        guard let isAfternoon else { return hour }
        guard (0...12).contains(hour) else { return nil }
        return hour % 12 + (isAfternoon ? 12 : 0)
    }

    /// Two digits mean this century; a Buddhist year is 543 ahead.
    private static func gregorian(_ year: (value: Int, digits: Int)) -> Int {
        if year.digits <= 2 { return 2000 + year.value }
        return year.value > 2400 ? year.value - 543 : year.value
    }
}

/// Reads headers as Android (`29.01.18, 23:33 - `) and iOS (`[31/12/2022, 11:40:26] `) write them.
struct HeaderParser {
    private var scanner: ScalarScanner

    static func parse(_ line: String) -> ChatHeader? {
        // A header begins with a digit, a bracket or an invisible mark: most lines end here.
        guard let first = line.unicodeScalars.first,
            first == "[" || first.value > 0x7F || (0x30...0x39).contains(first.value)
        else { return nil }
        var parser = HeaderParser(scanner: ScalarScanner(line))
        return parser.header()
    }

    private mutating func header() -> ChatHeader? {
        scanner.skipInvisible()
        let isBracketed = scanner.take("[")
        scanner.skipInvisible()
        guard let date = date() else { return nil }
        scanner.skip { $0 == "," || ScalarScanner.isSpace($0) || $0 == "\u{60C}" }
        var isAfternoon = scanner.takeWord(from: Self.dayHalves)
        scanner.skipSpaces()
        if scanner.takeWord(from: Self.timeWords) != nil { scanner.skipSpaces() }
        guard let clock = clock() else { return nil }
        scanner.skipSpaces()
        if isAfternoon == nil { isAfternoon = scanner.takeWord(from: Self.dayHalves) }
        guard separator(isBracketed: isBracketed) else { return nil }
        return ChatHeader(
            date: date, hour: clock.hour, minute: clock.minute, second: clock.second,
            isAfternoon: isAfternoon, rest: scanner.rest)
    }

    private mutating func date() -> [(value: Int, digits: Int)]? {
        var numbers: [(value: Int, digits: Int)] = []
        for place in 0..<3 {
            guard let number = scanner.number(maxDigits: 4) else { return nil }
            numbers.append(number)
            guard place < 2 else { break }
            guard scanner.take("/") || scanner.take(".") || scanner.take("-") else { return nil }
            scanner.skipSpaces()
        }
        _ = scanner.take(".")
        return numbers
    }

    private mutating func clock() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = scanner.number(maxDigits: 2), scanner.take(":") || scanner.take("."),
            let minute = scanner.number(maxDigits: 2), minute.digits == 2
        else { return nil }
        guard scanner.take(":") || scanner.take(".") else { return (hour.value, minute.value, 0) }
        guard let second = scanner.number(maxDigits: 2), second.digits == 2 else { return nil }
        return (hour.value, minute.value, second.value)
    }

    private mutating func separator(isBracketed: Bool) -> Bool {
        if isBracketed {
            guard scanner.take("]") else { return false }
            scanner.skipSpaces()
            return true
        }
        scanner.skipSpaces()
        guard scanner.take("-") || scanner.take("\u{2013}") else { return false }
        guard scanner.isAtEnd || scanner.skipSpaces() > 0 else { return false }
        return true
    }

    /// Marks of morning and afternoon, longest first.
    private static let dayHalves: [(word: String, value: Bool)] = [
        ("a. m.", false), ("p. m.", true), ("a.m.", false), ("p.m.", true), ("a. m", false),
        ("p. m", true), ("am", false), ("pm", true), ("上午", false), ("下午", true),
        ("午前", false), ("午後", true), ("오전", false), ("오후", true), ("ص", false), ("م", true),
    ]

    /// Words between date and time.
    private static let timeWords: [(word: String, value: Bool)] = [
        ("klo", true), ("kl.", true), ("kl", true), ("at", true), ("um", true), ("om", true),
        ("às", true), ("à", true), ("a las", true), ("o", true),
    ]
}
