import Client
import Glibc
import Testing

@Suite struct HomeTests {
    @Test func optionWinsOverEnvironment() throws {
        let environment = [
            "MOONLESS_HOME": "/b", "XDG_DATA_HOME": "/c", "HOME": "/d",
        ]
        #expect(try AccountHome.chosen(option: "/a/", environment: environment).path == "/a")
        #expect(try AccountHome.chosen(option: nil, environment: environment).path == "/b")
        #expect(
            try AccountHome.chosen(option: nil, environment: ["XDG_DATA_HOME": "/c"]).path
                == "/c/moonless")
        #expect(
            try AccountHome.chosen(option: nil, environment: ["HOME": "/d"]).path
                == "/d/.local/share/moonless")
        #expect(throws: HomeError.noHome) { try AccountHome.chosen(option: nil, environment: [:]) }
    }

    @Test func secondLockIsRefusedUntilTheFirstIsGone() throws {
        let temporary = try TemporaryHome()
        var lock: HomeLock? = try temporary.home.lock()
        #expect(throws: HomeError.inUse(temporary.home.path)) { try temporary.home.lock() }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try temporary.home.lock()
    }

    @Test func directoryIsTheOwnersAloneAndOthersFilesAreLeftAlone() throws {
        let temporary = try TemporaryHome()
        #expect(PrivateFile.isPrivateDirectory(temporary.home.path))
        try PrivateFile.create(temporary.home.path + "/letter.txt", with: [1])
        #expect(throws: HomeError.notEmpty(temporary.home.path)) { try temporary.home.create() }
    }

    /// A process that is killed while it makes the database leaves any of SQLite's files.
    @Test(arguments: [
        "vault.sqlite", "vault.sqlite-journal", "vault.sqlite-wal", "vault.sqlite-shm",
    ])
    func aHalfMadeVaultIsNobodyElses(left: String) throws {
        let temporary = try TemporaryHome()
        let path = temporary.home.path + "/" + left
        try PrivateFile.create(path, with: [1])
        try temporary.home.create()
        Vault.remove(from: temporary.home)
        #expect(!PrivateFile.exists(path))
    }

    @Test func socketLiesInTheHomeUnlessItsNameIsTooLong() throws {
        let short = AccountHome(path: "/home/me/moonless")
        #expect(try short.socketPath(environment: [:]) == "/home/me/moonless/agent.sock")
        let temporary = try TemporaryHome()
        let long = AccountHome(path: "/" + String(repeating: "x", count: 120))
        let runtime = temporary.home.path
        let path = try long.socketPath(environment: ["XDG_RUNTIME_DIR": runtime])
        #expect(path.hasPrefix(runtime + "/moonless/") && path.utf8.count <= 107)
        rmdir(runtime + "/moonless")
        #expect(throws: HomeError.socketPathTooLong(long.path)) {
            try long.socketPath(
                environment: ["XDG_RUNTIME_DIR": "/" + String(repeating: "y", count: 120)])
        }
    }
}
