import Crypto
import FoundationEssentials
import Glibc
import Wire

/// The directory of one account: its vault, its lock and the socket of its agent.
///
/// Nobody but its owner may look into it.
package struct AccountHome: Sendable, Equatable {
    /// Absolute, without `.` and `..`.
    package let path: String

    package init(path: String) {
        self.path =
            URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
            .droppingTrailingSlashes
    }

    package var headerPath: String { path + "/vault.json" }
    package var databasePath: String { path + "/vault.sqlite" }
    /// The database with SQLite's companions of it: the log and its index, and the journal of a database
    /// that is not in that mode yet.
    var databasePaths: [String] { Self.databaseSuffixes.map { databasePath + $0 } }
    package var lockPath: String { path + "/lock" }
    /// What the agent keeps open: its port, the browsers' tokens as hashes, settings.
    package var agentFilePath: String { path + "/agent.json" }

    private static let downloadPrefix = "download-"
    private static let databaseSuffixes = ["-journal", "-wal", "-shm", ""]

    /// A file that lives for a moment: a backup on its way to the browser.
    func downloadPath(_ number: UInt64) -> String {
        path + "/" + Self.downloadPrefix + String(number, radix: 16)
    }

    /// A backup that waits to be opened, sealed as it came.
    package var restorationPath: String { path + "/" + Self.downloadPrefix + "restoration" }

    /// Removes what downloads that broke off have left; the home's lock is held.
    package func removeDownloads() {
        for name in (try? PrivateFile.list(path)) ?? [] where name.hasPrefix(Self.downloadPrefix) {
            PrivateFile.remove(path + "/" + name)
        }
    }

    /// A vault is there, complete or half-made.
    package var hasVault: Bool { PrivateFile.exists(headerPath) }

    /// A vault is there, and an account in it.
    package var hasAccount: Bool { (try? VaultHeader.read(headerPath))?.isComplete ?? false }

    /// Makes the directory, with those above it, for its owner alone.
    ///
    /// A directory that exists must be empty or hold a half-made account: others' files are not
    /// closed to others.
    package func create() throws {
        let own = Set([
            "vault.json", "vault.json.new", "lock", "agent.json", "agent.json.new", "agent.sock",
            "open.html",
        ]).union(Self.databaseSuffixes.map { "vault.sqlite" + $0 })
        do {
            try PrivateFile.createDirectory(path)
            let isOwn = try PrivateFile.list(path).allSatisfy {
                own.contains($0) || $0.hasPrefix(Self.downloadPrefix)
            }
            guard isOwn else { throw HomeError.notEmpty(path) }
            try PrivateFile.makePrivate(path)
        } catch let error as FileError {
            throw HomeError.cannotCreate(path, error.description)
        }
    }

    /// Takes the home for this process, until the lock is given back or the process ends.
    package func lock() throws -> HomeLock { try HomeLock(path: lockPath) }

    /// Whether another process holds the home at this moment.
    package var isTaken: Bool {
        do {
            _ = try lock()
            return false
        } catch HomeError.inUse {
            return true
        } catch {
            return false
        }
    }
}

// MARK: - Where things are

extension AccountHome {
    /// The account that the options and the environment choose: `--home`, else MOONLESS_HOME,
    /// else `$XDG_DATA_HOME/moonless`, else `~/.local/share/moonless`.
    ///
    /// With a name, the account of that name beside those.
    package static func chosen(
        option: String?, account: String? = nil, environment: [String: String]
    ) throws -> AccountHome {
        if let account {
            guard isAccountName(account) else { throw HomeError.badAccountName(account) }
            guard option?.isEmpty ?? true else { throw HomeError.homeAndAccount }
            return AccountHome(path: try accountsPath(environment) + "/" + account)
        }
        if let option, !option.isEmpty { return AccountHome(path: option) }
        if let path = environment["MOONLESS_HOME"], !path.isEmpty { return AccountHome(path: path) }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return AccountHome(path: data + "/moonless")
        }
        guard let home = environment["HOME"], !home.isEmpty else { throw HomeError.noHome }
        return AccountHome(path: home + "/.local/share/moonless")
    }

    /// The directory of accounts that have names.
    package static func accountsPath(_ environment: [String: String]) throws -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return data + "/moonless-accounts"
        }
        guard let home = environment["HOME"], !home.isEmpty else { throw HomeError.noHome }
        return home + "/.local/share/moonless-accounts"
    }

    /// Names of accounts, in order.
    package static func accountNames(_ environment: [String: String]) -> [String] {
        guard let path = try? accountsPath(environment),
            let names = try? PrivateFile.list(path)
        else { return [] }
        return names.filter { isAccountName($0) && AccountHome(path: path + "/" + $0).hasVault }
            .sorted()
    }

    private static func isAccountName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || "-_.".utf8.contains($0)
            }
    }

    /// Bytes that the name of a Unix socket may have (`sun_path` less its final zero).
    private static let socketPathLimit = 107

    /// Where the agent of this home listens: inside it; only where that name is too long for a
    /// socket, in the directory that the system clears when the person logs out.
    package func socketPath(environment: [String: String]) throws -> String {
        let inside = path + "/agent.sock"
        if inside.utf8.count <= Self.socketPathLimit { return inside }
        let digest = Hexadecimal.encode(SHA256.hash(data: Array(path.utf8)).prefix(8))
        let directory =
            if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
                runtime + "/moonless"
            } else {
                "/tmp/moonless-\(getuid())"
            }
        let outside = "\(directory)/\(digest).sock"
        guard outside.utf8.count <= Self.socketPathLimit else {
            throw HomeError.socketPathTooLong(path)
        }
        try PrivateFile.createDirectory(directory)
        guard PrivateFile.isPrivateDirectory(directory) else {
            throw HomeError.notPrivate(directory)
        }
        return outside
    }
}

extension String {
    fileprivate var droppingTrailingSlashes: String {
        var text = self
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
