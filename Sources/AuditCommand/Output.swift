import FoundationEssentials

/// Where the command writes to.
enum Output {
    /// Writes a text file, or to standard output if the path is a hyphen.
    ///
    /// A file that exists is replaced only when all of the new one is written.
    static func write(_ text: String, to path: String) throws {
        if path == "-" {
            print(text, terminator: "")
            return
        }
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// A line on standard error.
    static func complain(_ text: String) {
        var stream = StandardError()
        print(text, to: &stream)
    }

    private struct StandardError: TextOutputStream {
        mutating func write(_ text: String) {
            FileHandleWriter.write(Array(text.utf8), descriptor: 2)
        }
    }
}
