import Client
import FoundationEssentials
import Glibc

/// Starts an agent that goes on when this program has ended.
struct BackgroundAgent {
    /// `POSIX_SPAWN_SETSID` of <spawn.h>, which glibc shows to GNU programs only.
    private static let newSession: Int16 = 0x80

    let home: AccountHome
    let proxy: String?

    /// Where it writes what an agent in a terminal prints: `$XDG_STATE_HOME/moonless`, else
    /// `~/.local/state/moonless`, else the account's home.
    var logPath: String {
        let environment = Environment.all
        let directory =
            if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
                state + "/moonless"
            } else if let user = environment["HOME"], user.hasPrefix("/") {
                user + "/.local/state/moonless"
            } else {
                home.path
            }
        return directory + "/agent.log"
    }

    /// - Returns: the process.
    func start() throws -> pid_t {
        let log = logPath
        if let slash = log.lastIndex(of: "/") {
            try PrivateFile.createDirectory(String(log[..<slash]))
        }
        return try Self.spawn(arguments(), environment: environment, log: log)
    }

    func arguments() throws -> [String] {
        [try Self.program(), "agent", "--locked", "--home", home.path]
    }

    /// The proxy travels by the environment: its password must not stand in the list of processes,
    /// which every user of the machine reads.
    var environment: [String: String] {
        var environment = Environment.all
        if let proxy { environment[ProxyOption.variable] = proxy }
        return environment
    }

    /// This program's own file.
    private static func program() throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else {
            throw CommandFailure(.internalError, "this program does not find its own file")
        }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func spawn(
        _ arguments: [String], environment: [String: String], log: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        // The log begins anew: only what this agent says is of use.
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // A session of its own: the end of this terminal is not the agent's.
        posix_spawnattr_setflags(&attributes, Self.newSession)
        var pointers = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in pointers + variables { free(pointer) } }
        var process = pid_t()
        let result = posix_spawn(
            &process, arguments[0], &actions, &attributes, &pointers, &variables)
        guard result == 0 else {
            throw CommandFailure(
                .internalError,
                "the agent could not be started: \(String(cString: strerror(result)))")
        }
        return process
    }
}
