import Testing
import moonless

@Suite struct TerminalTextTests {
    @Test func controlsNeverReachTheTerminal() {
        for value in Array(0...0x1F) + Array(0x7F...0x9F) + Array(0x202A...0x202E)
            + Array(0x2066...0x2069) + [0x2028, 0x2029] as [UInt32]
        {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let hostile = "a\(Character(scalar))b"
            #expect(TerminalText.safe(hostile) == "a\u{FFFD}b")
            #expect(TerminalText.safeName(hostile) == "a\u{FFFD}b")
            if value != 0x0A, value != 0x09 {
                #expect(TerminalText.safeMessage(hostile) == "a\u{FFFD}b")
            }
        }
    }

    @Test func furtherLinesAreIndentedAndCannotPassForOthers() {
        #expect(
            TerminalText.safeMessage("one\nBob: two\r\nthree") == "one\n    Bob: two\n    three")
        #expect(TerminalText.safeMessage("a\rb") == "a\u{FFFD}b")
    }

    @Test func namesShowNothingInvisible() {
        #expect(
            TerminalText.safeName("Al\u{200B}ice\u{200F}\u{FEFF}")
                == "Al\u{FFFD}ice\u{FFFD}\u{FFFD}")
        #expect(TerminalText.safeName("Zoë 中文") == "Zoë 中文")
    }

    @Test func jsonEscapesWhatATerminalWouldObey() {
        #expect(JSONLine.escaped("\"\u{9B}x\u{202E}é\"") == "\"\\u009bx\\u202eé\"")
        #expect(JSONLine.text(["a": "b\u{1B}\n"]) == #"{"a":"b\u001b\n"}"#)
    }
}

@Suite struct LineEditorTests {
    private func outcomes(_ text: String) -> [LineEditor.Outcome] {
        var editor = LineEditor()
        return editor.feed(Array(text.utf8))
    }

    @Test func linesAreEdited() {
        #expect(outcomes("hellp\u{7F}o\r") == [.line("hello")])
        #expect(outcomes("one two\u{17}three\n") == [.line("one three")])
        #expect(outcomes("wrong\u{15}right\n") == [.line("right")])
        #expect(outcomes("a\u{1B}[Db\u{1B}OAc\n") == [.line("abc")])
    }

    @Test func characterThatComesInPiecesIsOne() {
        var editor = LineEditor()
        for byte in Array("é😀".utf8) { #expect(editor.feed([byte]).isEmpty) }
        #expect(editor.text == "é😀")
        #expect(editor.feed([0x7F]).isEmpty)
        #expect(editor.text == "é")
    }

    @Test func bytesThatAreNoTextAreDropped() {
        var editor = LineEditor()
        _ = editor.feed([0xFF, 0xFE, 0xFD, 0xFC])
        #expect(editor.feed(Array("ok\n".utf8)) == [.line("ok")])
    }

    @Test func controlDEndsAnEmptyLineOnly() {
        #expect(outcomes("\u{04}") == [.end])
        #expect(outcomes("a\u{04}\n") == [.line("a")])
        #expect(outcomes("a\u{03}") == [.interrupt])
    }
}

@Suite struct ArgumentsTests {
    private func moved(_ arguments: String...) -> [String] {
        Arguments.withGlobalOptionsBehindCommand(arguments)
    }

    @Test func globalOptionsMoveBehindTheCommand() {
        #expect(moved("--home", "d", "--json", "status") == ["status", "--home", "d", "--json"])
        #expect(moved("--home=d", "send", "p", "t") == ["send", "--home=d", "p", "t"])
        #expect(moved("send", "p", "--json") == ["send", "p", "--json"])
        #expect(
            moved("--home", "d", "group", "add", "g", "p")
                == ["group", "add", "--home", "d", "g", "p"])
        #expect(moved("--json", "group", "--help") == ["group", "--json", "--help"])
        #expect(moved("--help") == ["--help"])
        #expect(moved("--json", "--help") == ["--json", "--help"])
        #expect(moved("--home") == ["--home"])
        #expect(moved() == [])
    }
}

@Suite struct QRPictureTests {
    @Test func pictureFitsATerminal() throws {
        let link = "moonless:invite/" + String(repeating: "A", count: 330)
        let picture = try #require(QRPicture(link))
        #expect(picture.columnCount <= 80)
        #expect(picture.lines.count == (picture.columnCount + 1) / 2)
        #expect(QRPicture(String(repeating: "A", count: 4_000)) == nil)
    }
}
