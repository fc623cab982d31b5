import FoundationEssentials
package import Wire

/// `helper.public`: what a helper's operator hands to the leader's.
package struct OperatorFile: Sendable, Equatable {
    private static let version = 1

    private struct File: Codable {
        var version: Int
        var role: String
        var address: String
        var signingKey: String
        var kemKey: String
        var certificateSHA256: String
    }

    package let published: OperatorPublic

    init(_ published: OperatorPublic) { self.published = published }

    package init(path: String) throws {
        let bytes = try PrivateFile.read(path)
        guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)) else {
            throw ServerFailure(
                .data,
                "'\(path)' is not the public part of a helper: name the file "
                    + "'helper.public' that 'moonlessd init --role helper' wrote")
        }
        guard file.version == Self.version else {
            throw ServerFailure(
                .data,
                "'\(path)' is of version \(file.version), this program knows "
                    + "\(Self.version): upgrade the older side")
        }
        guard file.role == ServerRole.helper.rawValue else {
            throw ServerFailure(.data, "'\(path)' is of a \(file.role), not of a helper")
        }
        do {
            published = OperatorPublic(
                address: file.address, signingKey: try Hexadecimal.decode(file.signingKey),
                kemKey: try Base64URL.decode(file.kemKey),
                certificateSHA256: try Hexadecimal.decode(file.certificateSHA256))
            try published.validate("helper")
        } catch {
            throw ServerFailure(.data, "'\(path)' is damaged: \(error)")
        }
    }

    func write(to path: String) throws {
        let file = File(
            version: Self.version, role: ServerRole.helper.rawValue, address: published.address,
            signingKey: Hexadecimal.encode(published.signingKey),
            kemKey: Base64URL.encode(published.kemKey),
            certificateSHA256: Hexadecimal.encode(published.certificateSHA256))
        try PrivateFile.write(try JSONText.encode(file), to: path, mode: 0o644)
    }
}
