import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where exports lie in a server's directory, and how long.
struct ExportFiles {
    private static let archiveSuffix = ".tar"
    private static let supplementSuffix = ".supplement"

    let directory: ServerDirectory

    /// Both paths for an export of this round.
    ///
    /// Archives and supplements lie apart: one directory may be published whole.
    func paths(_ role: ServerRole, _ round: Round) -> (archive: String, supplement: String) {
        let name = "moonless-\(role.rawValue)-\(round.rawValue)"
        return (
            directory.exports + "/" + name + Self.archiveSuffix,
            directory.supplements + "/" + name + Self.supplementSuffix
        )
    }

    func makeDirectories() throws {
        try PrivateFile.makeDirectory(directory.exports)
        try PrivateFile.makeDirectory(directory.supplements)
    }

    /// Names of the finished archives, oldest first.
    func archives() throws -> [String] {
        guard PrivateFile.exists(directory.exports) else { return [] }
        return try DirectoryListing.names(directory.exports)
            .filter { $0.hasSuffix(Self.archiveSuffix) && Self.round(of: $0) != nil }
            .sorted { (Self.round(of: $0) ?? 0) < (Self.round(of: $1) ?? 0) }
    }

    static func round(of name: String) -> UInt64? {
        name.split(separator: "-").last.flatMap { UInt64($0.prefix { $0 != "." }) }
    }

    /// Removes all but the newest archives, each with its supplement, and what an interrupted
    /// export left.
    func prune(keeping count: Int) throws {
        for name in try archives().dropLast(count) {
            let supplement = name.dropLast(Self.archiveSuffix.count) + Self.supplementSuffix
            try PrivateFile.remove(directory.exports + "/" + name)
            try PrivateFile.remove(directory.supplements + "/" + supplement)
        }
        try removeUnfinished()
    }

    /// An export that was cut off leaves a file under another name.
    func removeUnfinished() throws {
        for path in [directory.exports, directory.supplements] where PrivateFile.exists(path) {
            for name in try DirectoryListing.names(path) where name.hasSuffix(".new") {
                try PrivateFile.remove(path + "/" + name)
            }
        }
    }
}
