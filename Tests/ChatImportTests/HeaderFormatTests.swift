import ChatImport
import Testing

@Suite("Headers as they occur in the wild")
struct HeaderFormatTests {
    /// A line, the order of its date where it does not decide, and what it means.
    struct Example: Sendable, CustomTestStringConvertible {
        let line: String
        let order: DateOrder?
        let numbers: [Int]
        var author = "Ada Example"

        var testDescription: String { line }

        init(_ line: String, _ numbers: [Int], order: DateOrder? = nil) {
            self.line = line
            self.numbers = numbers
            self.order = order
        }
    }

    static let examples: [Example] = [
        Example("1/29/18, 12:24 PM - Ada Example: hello", [2018, 1, 29, 12, 24, 0]),
        Example("1/29/18, 12:24 AM - Ada Example: hello", [2018, 1, 29, 0, 24, 0]),
        Example("1/29/18, 11:24\u{202F}PM - Ada Example: hello", [2018, 1, 29, 23, 24, 0]),
        Example("29.01.18, 23:33 - Ada Example: hello", [2018, 1, 29, 23, 33, 0]),
        Example("2024/12/01, 10:04 pm - Ada Example: hello", [2024, 12, 1, 22, 4, 0]),
        Example("[31/12/2022, 11:40:26] Ada Example: hello", [2022, 12, 31, 11, 40, 26]),
        Example("\u{200E}[31/12/2022, 11:40:26] Ada Example: hello", [2022, 12, 31, 11, 40, 26]),
        Example("[31.12.22, 11:40:26] Ada Example: hello", [2022, 12, 31, 11, 40, 26]),
        Example(
            "[13.8.2019 klo 21.25.15] Ada Example: hello", [2019, 8, 13, 21, 25, 15]),
        Example("13.8.2019 klo 21.25 - Ada Example: hello", [2019, 8, 13, 21, 25, 0]),
        Example("13/8/19, 1:55 p. m. - Ada Example: hello", [2019, 8, 13, 13, 55, 0]),
        Example(
            "13/8/19, 1:55\u{A0}p.\u{A0}m. - Ada Example: hello", [2019, 8, 13, 13, 55, 0]),
        Example("13/8/19 1:55 a. m. - Ada Example: hello", [2019, 8, 13, 1, 55, 0]),
        Example("\u{FEFF}13/8/19, 21:55 - Ada Example: hello", [2019, 8, 13, 21, 55, 0]),
        Example("\u{200F}13/8/2019, 21:55 - Ada Example: hello", [2019, 8, 13, 21, 55, 0]),
        Example("2019-08-13, 21:55 - Ada Example: hello", [2019, 8, 13, 21, 55, 0]),
        Example("[2019/8/13 下午9:55:10] Ada Example: hello", [2019, 8, 13, 21, 55, 10]),
        Example("13.08.2562, 21:55 - Ada Example: hello", [2019, 8, 13, 21, 55, 0]),
        Example(
            "3/4/19, 21:55 - Ada Example: hello", [2019, 4, 3, 21, 55, 0], order: .dayMonthYear),
        Example(
            "3/4/19, 21:55 - Ada Example: hello", [2019, 3, 4, 21, 55, 0], order: .monthDayYear),
    ]

    @Test("Each format gives author, text and time", arguments: examples)
    func format(_ example: Example) throws {
        let chat = try Fixture.parse(example.line, order: example.order)
        let message = try #require(chat.messages.first)
        #expect(message.author == example.author)
        #expect(message.text == "hello")
        let time = message.time
        #expect(
            [time.year, time.month, time.day, time.hour, time.minute, time.second]
                == example.numbers)
    }

    @Test(
        "Lines that only resemble a header are text",
        arguments: [
            "29.01.18 was a Monday", "12:30 - lunch", "[link] 1/2/18", "1/29/18, 25 people - yes",
            "1/29/18, 12:24PM", "1.2.3, 4:5 - no", "- 1/29/18, 12:24 PM - Ada: hello",
        ])
    func noHeader(_ line: String) {
        #expect(!ChatExport.looksLikeHeader(line))
    }
}
