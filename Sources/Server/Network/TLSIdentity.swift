import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// A server's certificate and its key.
///
/// The certificate names nobody: peers know it by its digest, which the deployment descriptor
/// carries, and no authority is asked.
package struct TLSIdentity: Sendable {
    let certificate: NIOSSLCertificate
    let key: NIOSSLPrivateKey
    /// SHA-256 of the certificate's DER encoding.
    package let digest: [UInt8]

    init(_ directory: ServerDirectory) throws {
        let certificateText = try PrivateFile.read(directory.certificate)
        let keyText = try PrivateFile.read(directory.certificateKey)
        guard let certificate = try? NIOSSLCertificate(bytes: certificateText, format: .pem),
            let key = try? NIOSSLPrivateKey(bytes: keyText, format: .pem)
        else {
            throw ServerFailure(
                .data, "'\(directory.certificate)' or its key is damaged: restore it from a backup")
        }
        self.certificate = certificate
        self.key = key
        digest = try Self.digest(certificate)
    }

    static func digest(_ certificate: NIOSSLCertificate) throws -> [UInt8] {
        Array(SHA256.hash(data: try certificate.toDERBytes()))
    }

    /// Makes a self-signed certificate with dates that say nothing about this server.
    static func generate(into directory: ServerDirectory) throws {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("moonless") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 946_684_800),
            notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
            issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        try PrivateFile.write(
            Array(try certificate.serializeAsPEM().pemString.utf8), to: directory.certificate)
        try PrivateFile.write(Array(key.pemRepresentation.utf8), to: directory.certificateKey)
    }
}
