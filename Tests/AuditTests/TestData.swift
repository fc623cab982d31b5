import Audit
import FoundationEssentials

/// Where the public data sets lie, and small worlds for tests that need none.
enum TestData {
    /// `MOONLESS_DATA`, else `../shared/data` beside the package.
    static let folder: String = {
        if let given = ProcessInfo.processInfo.environment["MOONLESS_DATA"] { return given }
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/shared/data"
    }()

    /// Whether the data are here; tests that need them say so when they are not.
    static let isPresent = FileManager.default.fileExists(
        atPath: folder + "/collegemsg/CollegeMsg.txt")

    /// Whether this is an optimised build: the large batteries take minutes in a debug build.
    static let isOptimised: Bool = {
        #if DEBUG
            return false
        #else
            return true
        #endif
    }()

    static let slowness =
        "large batteries: run with `swift test -c release`"

    static let absence: String = "no public data: set MOONLESS_DATA"

    static func messages(_ name: String) throws -> MessageLog {
        let (input, _) = try InputReader().read(path: "\(folder)/\(name)")
        guard case .messages(let log) = input else { throw Unexpected(name: name) }
        return log
    }

    static func contacts(_ name: String) throws -> ContactList {
        let (input, _) = try InputReader().read(path: "\(folder)/\(name)")
        guard case .contacts(let list) = input else { throw Unexpected(name: name) }
        return list
    }

    static func checkIns(_ name: String) throws -> CheckInLog {
        let (input, _) = try InputReader().read(path: "\(folder)/\(name)")
        guard case .checkIns(let log) = input else { throw Unexpected(name: name) }
        return log
    }

    struct Unexpected: Error {
        let name: String
    }

    /// A file that exists while `body` runs.
    static func withFile<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
        try withFile(Array(text.utf8), body)
    }

    static func withFile<Value>(_ bytes: [UInt8], _ body: (String) throws -> Value) throws -> Value
    {
        let name = "audit-test-\(UInt64.random(in: 0 ... .max))"
        let url = FileManager.default.temporaryDirectory.appending(path: name)
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    /// People who write to a few partners each, in bursts, over some days.
    static func village(
        people: Int = 50, partnersEach: Int = 2, days: Int = 10, messages: Int = 1000,
        seed: UInt64 = 1
    ) -> MessageLog {
        var generator = SeededGenerator(seed: seed)
        var log = MessageLog()
        for person in 0..<people { _ = log.users.number(of: String(person)) }
        var pairs: [(Int32, Int32)] = []
        for person in 0..<people {
            for _ in 0..<partnersEach {
                let other = generator.index(below: people)
                if other != person { pairs.append((Int32(person), Int32(other))) }
            }
        }
        let start: Int64 = 1_700_000_000_000
        let span = Double(days) * Double(CivilTime.millisecondsPerDay)
        var left = messages
        while left > 0 {
            let pair = pairs[generator.index(below: pairs.count)]
            var time = start + Int64(generator.unit() * span)
            for turn in 0..<(1 + generator.index(below: 6)) {
                let (from, to) = turn % 2 == 0 ? pair : (pair.1, pair.0)
                log.append(time: time, from: from, to: to)
                time += 5000 + Int64(generator.unit() * 90_000)
                left -= 1
            }
        }
        _ = log.sortByTime()
        return log
    }
}
