import ChatImport
import Testing

@Suite("Day and month from the data")
struct DateOrderTests {
    @Test("A value above twelve decides")
    func aboveTwelve() throws {
        let dayFirst = "05/04/18, 10:00 - A: x\n13/04/18, 10:00 - A: y"
        let monthFirst = "05/04/18, 10:00 - A: x\n05/13/18, 10:00 - A: y"
        #expect(try Fixture.parse(dayFirst).dateOrder == .dayMonthYear)
        #expect(try Fixture.parse(monthFirst).dateOrder == .monthDayYear)
    }

    @Test("Else what never decreases decides")
    func neverDecreases() throws {
        let monthFirst = "05/09/18, 10:00 - A: x\n05/11/18, 10:00 - A: y\n06/01/18, 10:00 - A: z"
        let dayFirst = "09/05/18, 10:00 - A: x\n11/05/18, 10:00 - A: y\n01/06/18, 10:00 - A: z"
        #expect(try Fixture.parse(monthFirst).dateOrder == .monthDayYear)
        #expect(try Fixture.parse(dayFirst).dateOrder == .dayMonthYear)
    }

    @Test("Else the person is asked")
    func ambiguous() throws {
        let text = "03/04/18, 10:00 - A: x\n04/05/18, 10:00 - A: y"
        #expect(throws: ChatImportError.ambiguousDates) { try Fixture.parse(text) }
        #expect(try Fixture.parse(text, order: .dayMonthYear).messages[0].time.month == 4)
        #expect(try Fixture.parse(text, order: .monthDayYear).messages[0].time.month == 3)
    }

    @Test("Where both mean the same nobody is asked")
    func equal() throws {
        #expect(try Fixture.parse("04/04/18, 10:00 - A: x").messages[0].time.day == 4)
    }

    @Test("A text without messages is refused", arguments: ["", "hello\nworld", "\u{FEFF}"])
    func noMessages(_ text: String) {
        #expect(throws: ChatImportError.noMessages) { try Fixture.parse(text) }
    }
}
