import Foundation

/// Drives the MLS library by JSON lines on standard input, for tests against other libraries.
///
/// docs/mls/INTEROP.md describes the commands.
@main
enum MLSInterop {
    static func main() {
        var session = Session()
        while let line = readLine() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            write(session.answer(line))
        }
    }

    private static func write(_ answer: [String: Any]) {
        let json = try? JSONSerialization.data(withJSONObject: answer, options: [.sortedKeys])
        let line = json ?? Data(#"{"error":"the answer is no JSON","ok":false}"#.utf8)
        FileHandle.standardOutput.write(line + Data([0x0A]))
    }
}
