import ChatImport
import Testing

@Suite("Chats in archives")
struct ZipTests {
    @Test(
        "The chat of an archive is read, deflated or stored", arguments: ["ios.zip", "stored.zip"])
    func archive(_ name: String) throws {
        let chat = try ChatFile.read(path: Fixture.path(name))
        #expect(chat.authors == ["Kaisa", "Milo"])
        #expect(chat.messages.count == 4)
        #expect(chat.messages[0].content == .system)
        #expect(chat.messages[2].text == "Good: see you at nine")
        #expect(
            chat.messages[3].content == .attachment("00000004-PHOTO-2022-12-31-11-42-10.jpg"))
    }

    @Test(
        "Paths that lead outside are refused",
        arguments: ["escaping.zip", "absolute.zip", "backslash.zip"])
    func escaping(_ name: String) {
        #expect(throws: ChatImportError.archiveRefused("a path leads outside of it")) {
            try ChatFile.read(path: Fixture.path(name))
        }
    }

    @Test("A zip bomb is refused before it expands")
    func bomb() {
        #expect(throws: ChatImportError.archiveRefused("it expands more than 200 times")) {
            try ChatFile.read(path: Fixture.path("bomb.zip"))
        }
    }

    @Test("Damage is named", arguments: ["lying.zip", "corrupt.zip", "truncated.zip"])
    func damaged(_ name: String) {
        let error = #expect(throws: ChatImportError.self) {
            try ChatFile.read(path: Fixture.path(name))
        }
        guard case .archiveDamaged = error else {
            Issue.record("\(name) gave \(String(describing: error))")
            return
        }
    }

    @Test("An archive without one clear chat is refused")
    func noChat() {
        #expect(throws: ChatImportError.noChatInArchive) {
            try ChatFile.read(path: Fixture.path("nochat.zip"))
        }
        #expect(throws: ChatImportError.severalChatsInArchive(["a.txt", "b.txt"])) {
            try ChatFile.read(path: Fixture.path("two.zip"))
        }
        #expect(throws: ChatImportError.cannotOpen) {
            try ChatFile.read(path: Fixture.path("absent.zip"))
        }
    }
}
