import ArgumentParser
import Logging
import Server
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What `run` and `dev` have in common: logging, limits, signals.
enum ServerProcess {
    static func makeLogger(_ level: LogLevel) -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "moonlessd")
        logger.logLevel = level.level
        return logger
    }

    /// Runs until a service ends or the process is told to stop (SIGTERM, SIGINT).
    static func run(_ services: [any Service], logger: Logger) async throws {
        raiseFileLimit()
        var quiet = logger
        // The service group's own lines are of no use to an operator.
        quiet.logLevel = max(logger.logLevel, .critical)
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        try await group.run()
    }

    /// Each client is an open file.
    private static func raiseFileLimit() {
        #if os(Linux)
            var limit = rlimit()
            guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
                return
            }
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #endif
    }
}

/// The option `--log-level`.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
