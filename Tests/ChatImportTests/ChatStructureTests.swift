import ChatImport
import Testing

@Suite("Messages, lines and contents")
struct ChatStructureTests {
    @Test("Lines without a header continue the message, blank ones included")
    func continuation() throws {
        let chat = try Fixture.parse(
            "29.01.18, 23:33 - Ada: one\ntwo\n\nthree: with colon\n29.01.18, 23:34 - Bo: four\n\n")
        #expect(chat.messages.map(\.text) == ["one\ntwo\n\nthree: with colon", "four"])
        #expect(chat.messages.map(\.line) == [1, 5])
        #expect(chat.problems.isEmpty)
    }

    @Test("CR, LF and CRLF end lines alike", arguments: ["\n", "\r", "\r\n"])
    func lineEnds(_ end: String) throws {
        let lines = ["29.01.18, 23:33 - Ada: one", "more", "29.01.18, 23:34 - Bo: two"]
        let chat = try Fixture.parse(lines.joined(separator: end))
        #expect(chat.messages.map(\.text) == ["one\nmore", "two"])
        #expect(chat.authors == ["Ada", "Bo"])
    }

    @Test("The author ends at the first colon with a space")
    func author() throws {
        let chat = try Fixture.parse(
            """
            29.01.18, 23:33 - Dr: Who: hello: there
            29.01.18, 23:34 - \u{202A}+49 170 0000000\u{202C}: hi
            29.01.18, 23:35 - a:b: c
            29.01.18, 23:36 - Ada:
            """)
        #expect(chat.messages.map(\.author) == ["Dr", "+49 170 0000000", "a:b", "Ada"])
        #expect(chat.messages.map(\.text) == ["Who: hello: there", "hi", "c", ""])
    }

    @Test("Application lines are told from messages")
    func system() throws {
        let chat = try Fixture.parse(
            """
            29.01.18, 23:33 - Ada created group "Boats"
            29.01.18, 23:34 - Ada: hello
            [29.01.18, 23:35:00] Boats: \u{200E}Bo joined using this group's invite link
            """)
        #expect(chat.messages.map(\.content) == [.system, .text, .system])
        #expect(chat.messages[0].author == nil)
        #expect(chat.authors == ["Ada"])
    }

    static let contents: [(String, ChatMessage.Content)] = [
        ("<Media omitted>", .mediaOmitted), ("\u{200E}image omitted", .mediaOmitted),
        ("\u{200E}Bild weggelassen", .mediaOmitted), ("<Medien ausgeschlossen>", .mediaOmitted),
        ("<Multimedia omitido>", .mediaOmitted), ("I omitted", .text),
        ("IMG-2018.jpg (file attached)", .attachment("IMG-2018.jpg")),
        ("\u{200E}<attached: 0004-PHOTO.jpg>", .attachment("0004-PHOTO.jpg")),
        ("\u{200E}<Anhang: 0004-PHOTO.jpg>", .attachment("0004-PHOTO.jpg")),
        ("This message was deleted", .deleted),
        ("\u{200E}Du hast diese Nachricht gelöscht.", .deleted),
        ("\u{200E}Missed voice call", .missedCall),
        ("Verpasster Sprachanruf um 11:02", .missedCall),
        ("location: https://maps.google.com/?q=52.5,13.4", .location), ("a < b > c", .text),
    ]

    @Test("Contents are recognised by the words in their place", arguments: contents)
    func content(_ text: String, _ expected: ChatMessage.Content) throws {
        let chat = try Fixture.parse("[29.01.18, 23:33:00] Ada: \(text)")
        #expect(chat.messages.first?.content == expected)
    }

    @Test("Edited messages keep their text and lose the mark")
    func edited() throws {
        let chat = try Fixture.parse(
            "29.01.18, 23:33 - Ada: see you \u{200E}<This message was edited>\n"
                + "29.01.18, 23:34 - Ada: not edited")
        #expect(chat.messages.map(\.isEdited) == [true, false])
        #expect(chat.messages[0].text == "see you")
    }

    @Test("What cannot be understood is counted with its line")
    func problems() throws {
        let chat = try Fixture.parse(
            """
            a stray line
            29.01.18, 23:33 - Ada: one
            29.13.18, 23:33 - Ada: no such month
            29.01.18, 23:34 - Bo: two
            """)
        #expect(chat.messages.count == 2)
        #expect(chat.problems.map(\.line).sorted() == [1, 3])
        #expect(chat.messages[0].text.contains("no such month"))
    }

    @Test("The order of the file is kept even where times go back")
    func fileOrder() throws {
        let chat = try Fixture.parse(
            "29.01.18, 23:33 - Ada: one\n29.01.18, 23:31 - Bo: two\n29.01.18, 23:35 - Ada: three")
        #expect(chat.messages.map(\.text) == ["one", "two", "three"])
    }
}
