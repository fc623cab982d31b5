import Client
import Glibc

/// A directory that is gone with the test.
final class TemporaryHome: Sendable {
    let home: AccountHome

    init() throws {
        var template = Array("/tmp/moonless-test-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw HomeError.noHome }
        home = AccountHome(path: String(cString: path) + "/home")
        try home.create()
    }

    deinit {
        let parent = String(home.path.dropLast("/home".count))
        for directory in [home.path, parent] {
            for name in (try? PrivateFile.list(directory)) ?? [] {
                unlink(directory + "/" + name)
            }
            rmdir(directory)
        }
    }
}
