import FoundationEssentials
import Wire

/// `operations.json`: what an operator may choose about exports and monitoring.
///
/// Every field has a default; the file need not be there.
package struct OperationsConfiguration: Codable, Sendable, Equatable {
    private static let currentVersion = 1

    package var version: Int? = Self.currentVersion
    /// Whether to export every night by itself; true by default.
    package var nightlyExport: Bool?
    /// UTC, 0 to 23; 3 by default.
    package var exportHour: Int?
    /// Exports that are kept, the newest; 3 by default.
    package var keepExports: Int?
    /// HOST:PORT on loopback for health and metrics; none by default.
    package var monitor: String?
    /// HOST:PORT at which archives are served over HTTPS; none by default.
    package var download: String?
    /// PEM files for the downloads' HTTPS; the server's own certificate by default.
    package var downloadCertificate: String?
    package var downloadKey: String?

    package init() {}

    package var isNightly: Bool { nightlyExport ?? true }
    package var hour: Int { exportHour ?? 3 }
    package var kept: Int { keepExports ?? 3 }

    package init(_ directory: ServerDirectory) throws {
        let path = directory.operations
        guard PrivateFile.exists(path) else { return }
        let bytes = try PrivateFile.read(path)
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
            throw ServerFailure(
                .configuration, "'\(path)' is not JSON as docs/OPERATIONS.md has it")
        }
        self = read
        guard version ?? Self.currentVersion == Self.currentVersion else {
            throw ServerFailure(.configuration, "'\(path)' is of a version not known here")
        }
        guard (0...23).contains(hour) else {
            throw ServerFailure(.configuration, "'\(path)': exportHour is 0 to 23 (UTC)")
        }
        guard (1...10_000).contains(kept) else {
            throw ServerFailure(.configuration, "'\(path)': keepExports is 1 to 10000")
        }
        for (name, value) in [("monitor", monitor), ("download", download)] {
            guard let value else { continue }
            guard let address = try? HostAndPort(value) else {
                throw ServerFailure(.configuration, "'\(path)': \(name) is not HOST:PORT")
            }
            // What it says is for the operator alone.
            guard name != "monitor" || ["127.0.0.1", "::1", "localhost"].contains(address.host)
            else {
                throw ServerFailure(.configuration, "'\(path)': monitor must be on loopback")
            }
        }
    }
}
