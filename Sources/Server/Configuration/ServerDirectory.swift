/// The files of one server.
package struct ServerDirectory: Sendable, Equatable {
    package let path: String

    package init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    package func file(_ name: String) -> String { path + "/" + name }

    var lock: String { file("lock") }
    var configuration: String { file("configuration.json") }
    var keys: String { file("keys.json") }
    var certificate: String { file("tls.crt") }
    var certificateKey: String { file("tls.key") }
    package var deployment: String { file("deployment.json") }
    package var helperPublic: String { file("helper.public") }
    var accounts: String { file("accounts.sqlite") }
    var planes: String { file("planes") }
    var bells: String { file("bells") }
    var mark: String { file("mark") }
}
