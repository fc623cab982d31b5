import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `moonless audit replay`: starts the laboratory, a program of its own beside this one.
///
/// It holds both servers, which the program for people must not.
struct ReplayLauncher: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play a trace of messages through the real stack, and audit what servers see.",
        discussion: "Its options are listed by 'moonless audit replay --help'.")

    @Argument(parsing: .captureForPassthrough, help: "The trace, and options.")
    var arguments: [String] = []

    private static let program = "moonless-audit-replay"

    func run() throws {
        let folder = Self.ownFolder
        let places = ["\(folder)/\(Self.program)", "\(folder)/../lib/moonless/\(Self.program)"]
        for path in places where access(path, X_OK) == 0 {
            var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
            words.append(nil)
            execv(path, words)
        }
        Output.complain(
            "moonless: the program '\(Self.program)' is not beside this one; build it with "
                + "'swift build --product \(Self.program)'")
        throw ExitCode(1)
    }

    /// Where this program lies, links followed.
    private static var ownFolder: String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return "." }
        let path = String(
            decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
    }
}
