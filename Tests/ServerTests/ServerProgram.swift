import Foundation
import ServerTestSupport

/// The program `moonlessd` as operators use it.
enum ServerProgram {
    struct Outcome {
        var code: Int32
        var output: String
        var complaint: String
    }

    /// Beside the test bundle, unless `MOONLESSD` names another build of it.
    static var executable: URL {
        if let path = ProcessInfo.processInfo.environment["MOONLESSD"] {
            return URL(fileURLWithPath: path)
        }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let path = bundle ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("moonlessd")
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String], shell prefix: String? = nil) async throws -> Outcome {
        let process = Process()
        if let prefix {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", prefix + "; exec \"$0\" \"$@\"", executable.path] + arguments
        } else {
            process.executableURL = executable
            process.arguments = arguments
        }
        let output = Pipe()
        let complaint = Pipe()
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        let complaintData = complaint.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationReason == .exit
                ? process.terminationStatus : -process.terminationStatus,
            output: String(decoding: outputData, as: UTF8.self),
            complaint: String(decoding: complaintData, as: UTF8.self))
    }
}

/// A server that runs until it is stopped or killed.
final class RunningServer {
    private let process = Process()
    private let log: URL

    init(_ arguments: [String], log: URL, environment: [String: String]? = nil) throws {
        self.log = log
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let handle = try Foundation.FileHandle(forWritingTo: log)
        handle.seekToEndOfFile()
        process.executableURL = ServerProgram.executable
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardError = handle
    }

    /// Starts it and waits for its "ready".
    func start() throws -> String {
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("ready\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw TestFailure("the server ended: \(text) \(logText)")
            }
            text += String(decoding: data, as: UTF8.self)
        }
        return text
    }

    var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// As a power failure of the process alone: kill -9.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var processIdentifier: Int32 { process.processIdentifier }

    var exitCode: Int32 { process.terminationStatus }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }
}
