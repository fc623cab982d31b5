import ArgumentParser
import FoundationEssentials
import Server

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How commands print and how they fail.
enum Reporting {
    /// Runs a command's work; a failure is said on standard error and becomes an exit code.
    static func failures(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as ServerFailure {
            complain(failure.message)
            throw ExitCode(failure.kind.rawValue)
        }
    }

    static func complain(_ text: String) {
        FileText.write("moonlessd: \(text)\n", to: STDERR_FILENO)
    }

    static func say(_ text: String) { FileText.write(text + "\n", to: STDOUT_FILENO) }

    /// One JSON value on one line.
    static func say(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// Text to a descriptor, unbuffered: whoever waits for "ready" in a pipe gets it at once.
private enum FileText {
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.write(descriptor, $0.baseAddress, $0.count)
                #elseif canImport(Musl)
                    Musl.write(descriptor, $0.baseAddress, $0.count)
                #else
                    Darwin.write(descriptor, $0.baseAddress, $0.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
