import ChatImport

/// Chats written for these tests.
enum Fixture {
    static func path(_ name: String) -> String {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/Fixtures/\(name)"
    }

    static func parse(_ text: String, order: DateOrder? = nil) throws -> ChatExport {
        try ChatExport(text: Array(text.utf8), dateOrder: order)
    }
}
