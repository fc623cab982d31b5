import FoundationEssentials

/// Processor time of a process, from /proc.
struct ProcessorTime: Sendable {
    /// Nanoseconds by thread name.
    private(set) var threads: [String: Int64] = [:]
    /// Clock ticks in the process and in the kernel for it.
    private(set) var userTicks: Int64 = 0
    private(set) var systemTicks: Int64 = 0

    init() {}

    /// - Parameter process: Nil for this one.
    init(process: Int32?) {
        let directory = "/proc/" + (process.map { "\($0)" } ?? "self")
        for thread in (try? FileManager.default.contentsOfDirectory(atPath: directory + "/task"))
            ?? []
        {
            let path = directory + "/task/" + thread
            let name = Self.text(path + "/comm").trimming("\n")
            let nanoseconds = Self.text(path + "/schedstat").split(separator: " ").first
                .flatMap { Int64($0) }
            threads[name, default: 0] += nanoseconds ?? 0
        }
        // The name in parentheses may hold spaces.
        let fields =
            Self.text(directory + "/stat").split(separator: ")").last?
            .split(separator: " ") ?? []
        if fields.count > 12 {
            userTicks = Int64(fields[11]) ?? 0
            systemTicks = Int64(fields[12]) ?? 0
        }
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    var nanoseconds: Int64 { threads.values.reduce(0, +) }

    /// The kernel's part of the whole.
    var systemShare: Double {
        let ticks = userTicks + systemTicks
        return ticks == 0 ? 0 : Double(systemTicks) / Double(ticks)
    }

    static func - (left: ProcessorTime, right: ProcessorTime) -> ProcessorTime {
        var difference = left
        for (name, value) in right.threads { difference.threads[name, default: 0] -= value }
        difference.userTicks -= right.userTicks
        difference.systemTicks -= right.systemTicks
        return difference
    }
}

extension String {
    fileprivate func trimming(_ end: String) -> String {
        hasSuffix(end) ? String(dropLast(end.count)) : self
    }
}
