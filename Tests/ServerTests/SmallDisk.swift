import Foundation
import ServerTestSupport

/// A file system of a few megabytes, where this process may make one.
final class SmallDisk {
    let path: String

    static let isPossible = (try? SmallDisk(megabytes: 1)) != nil

    init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.path + "/moonless-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path) else {
            try FileManager.default.removeItem(atPath: path)
            throw TestFailure("no right to mount")
        }
    }

    deinit {
        _ = Self.run("umount", "-l", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    private var ballast: String { path + "/ballast" }

    /// Takes all the room that is left.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: ballast, contents: nil)
        let file = try Foundation.FileHandle(forWritingTo: URL(fileURLWithPath: ballast))
        for size in [1 << 20, 1 << 12] {
            while (try? file.write(contentsOf: Data(repeating: 0, count: size))) != nil {}
        }
        try? file.close()
    }

    func empty() throws { try FileManager.default.removeItem(atPath: ballast) }

    private static func run(_ command: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
