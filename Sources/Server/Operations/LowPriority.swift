#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The operating system's scheduling, for work that can wait.
enum LowPriority {
    /// From here on this thread runs when others do not need the processor.
    static func takeForThisThread() {
        #if os(Linux)
            // With 0 in place of a process, Linux changes the calling thread alone.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        #endif
    }
}
