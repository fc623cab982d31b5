package import Crypto
import FoundationEssentials
import Wire

/// The key to which supplements are sealed: the server has its public half, the operator keeps the
/// private one elsewhere.
///
/// So the server seals every night without a secret of its own, and who takes its disk, or the
/// place where the supplements lie, opens none of them.
package enum BackupKey {
    package typealias Private = XWingMLKEM768X25519.PrivateKey
    private static let version = 1

    private struct PrivateFileContent: Codable {
        var version: Int
        var backupSeed: String
    }

    private struct PublicFileContent: Codable {
        var version: Int
        var backupKey: String
    }

    /// Makes a pair in a server's directory; nothing if it has one.
    /// - Returns: Whether one was made.
    @discardableResult
    package static func makeIfMissing(_ directory: ServerDirectory) throws -> Bool {
        guard !PrivateFile.exists(directory.backupPublic) else { return false }
        let key = try XWingMLKEM768X25519.PrivateKey.generate()
        try PrivateFile.write(
            try JSONText.encode(
                PrivateFileContent(
                    version: version, backupSeed: Hexadecimal.encode(key.seedRepresentation))),
            to: directory.backupKey)
        let publicKey = Array(key.publicKey.rawRepresentation)
        // Last: a pair without it was not finished and is made again.
        try PrivateFile.write(
            try JSONText.encode(
                PublicFileContent(version: version, backupKey: Base64URL.encode(publicKey))),
            to: directory.backupPublic, mode: 0o644)
        return true
    }

    static func readPublic(
        _ directory: ServerDirectory
    ) throws -> XWingMLKEM768X25519.PublicKey {
        let path = directory.backupPublic
        let bytes = try PrivateFile.read(path)
        guard let file = try? JSONDecoder().decode(PublicFileContent.self, from: Data(bytes)),
            file.version == version, let key = try? Base64URL.decode(file.backupKey),
            let key = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: Data(key))
        else {
            throw ServerFailure(.data, "'\(path)' is damaged: take it from a copy of this server")
        }
        return key
    }

    package static func read(_ path: String) throws -> Private {
        guard PrivateFile.exists(path) else {
            throw ServerFailure(
                .missingInput,
                "'\(path)' is not there: name the backup key, which 'moonlessd init' made as "
                    + "backup.key, with --key FILE")
        }
        let bytes = try PrivateFile.read(path)
        guard let file = try? JSONDecoder().decode(PrivateFileContent.self, from: Data(bytes)),
            file.version == version, let seed = try? Hexadecimal.decode(file.backupSeed),
            let key = try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: seed, publicKey: nil)
        else { throw ServerFailure(.data, "'\(path)' is no backup key, or is damaged") }
        return key
    }
}

extension ServerDirectory {
    package var backupKey: String { file("backup.key") }
    var backupPublic: String { file("backup.public") }
    package var exports: String { file("exports") }
    package var supplements: String { file("supplements") }
    package var controlSocket: String { file("control.socket") }
    var operations: String { file("operations.json") }
    /// There while a restored leader has not yet copied what differs from its helper.
    var restored: String { file("restored") }
}
