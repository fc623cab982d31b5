import FoundationEssentials
package import Wire

/// What `init` wrote down: which server this is and where it listens.
package struct ServerConfiguration: Sendable, Equatable {
    private static let version = 1

    private struct File: Codable {
        var version: Int
        var role: String
        var listen: String
    }

    package var role: ServerRole
    package var listen: HostAndPort

    package init(role: ServerRole, listen: HostAndPort) {
        self.role = role
        self.listen = listen
    }

    package init(_ directory: ServerDirectory) throws {
        guard PrivateFile.exists(directory.configuration) else {
            throw ServerFailure(
                .missingInput,
                "'\(directory.path)' is not a server's directory: make one with "
                    + "'moonlessd init'")
        }
        let bytes = try PrivateFile.read(directory.configuration)
        guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
            let role = ServerRole(rawValue: file.role), let listen = try? HostAndPort(file.listen)
        else {
            throw ServerFailure(.data, "'\(directory.configuration)' is damaged: restore it")
        }
        guard file.version == Self.version else {
            throw ServerFailure(
                .data,
                "'\(directory.configuration)' is of version \(file.version), this program "
                    + "knows \(Self.version): use a newer moonlessd")
        }
        self.init(role: role, listen: listen)
    }

    func write(to directory: ServerDirectory) throws {
        let file = File(version: Self.version, role: role.rawValue, listen: listen.description)
        try PrivateFile.write(try JSONText.encode(file), to: directory.configuration)
    }
}
