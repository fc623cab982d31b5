import Foundation
import Simulation

/// Results of seeds that are done, one a line, so that a run that was interrupted goes on.
///
/// The first line names the run; a file of another run is refused.
final class ResultsFile {
    enum Failure: Error, CustomStringConvertible {
        case otherRun(String)
        case unwritable(String)

        var description: String {
            switch self {
            case .otherRun(let path): "\(path) holds the results of another run"
            case .unwritable(let path): "\(path) cannot be written"
            }
        }
    }

    private let handle: FileHandle
    let results: [SeedResult]

    /// - Parameter run: what was asked for, in one line.
    init(path: String, run: String) throws {
        let manager = FileManager.default
        if !manager.fileExists(atPath: path) {
            guard manager.createFile(atPath: path, contents: Data((run + "\n").utf8)) else {
                throw Failure.unwritable(path)
            }
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard lines.first == run[...] else { throw Failure.otherRun(path) }
        results = lines.dropFirst().compactMap { SeedResult(line: $0) }
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw Failure.unwritable(path)
        }
        // A line that was cut off counts as none; what follows begins on a line of its own.
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\n".utf8))
        self.handle = handle
    }

    func add(_ result: SeedResult) throws {
        try handle.write(contentsOf: Data((result.line + "\n").utf8))
    }
}
