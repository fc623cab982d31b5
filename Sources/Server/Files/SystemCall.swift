#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Failures of the operating system, put into words.
enum SystemCall {
    static func failure(_ action: String, _ path: String, code: Int32 = errno) -> ServerFailure {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT:
            return ServerFailure(
                .inputOutput,
                "cannot \(action) '\(path)': the disk is full. Make room and try again")
        case EFBIG:
            return ServerFailure(
                .inputOutput,
                "cannot \(action) '\(path)': files may not be so large here (ulimit -f)")
        case ENOENT: return ServerFailure(.missingInput, "cannot \(action) '\(path)': \(reason)")
        case EACCES, EPERM, EROFS:
            return ServerFailure(.noPermission, "cannot \(action) '\(path)': \(reason)")
        case EEXIST: return ServerFailure(.cannotCreate, "'\(path)' exists already")
        default: return ServerFailure(.inputOutput, "cannot \(action) '\(path)': \(reason)")
        }
    }
}
