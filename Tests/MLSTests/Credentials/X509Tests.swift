import Crypto
import Foundation
import MLS
import MLSX509
import SwiftASN1
import Testing
import X509

@Suite("X.509 credentials")
struct X509Tests {
    /// A certificate authority that makes certificates for tests.
    struct Authority {
        let key = P256.Signing.PrivateKey()
        let name: DistinguishedName
        let certificate: Certificate

        init(_ text: String, issuer: Authority? = nil) throws {
            name = try DistinguishedName { CommonName(text) }
            certificate = try Self.make(
                name, key: Certificate.PublicKey(key.publicKey),
                issuer: issuer?.name ?? name, issuerKey: issuer?.key ?? key,
                isAuthority: true)
        }

        func member(
            _ text: String, _ publicKey: [UInt8], isAuthority: Bool = false
        ) throws -> Certificate {
            try Self.make(
                DistinguishedName { CommonName(text) },
                key: Certificate.PublicKey(
                    Curve25519.Signing.PublicKey(rawRepresentation: publicKey)),
                issuer: name, issuerKey: key, isAuthority: isAuthority)
        }

        static func make(
            _ subject: DistinguishedName, key: Certificate.PublicKey,
            issuer: DistinguishedName, issuerKey: P256.Signing.PrivateKey, isAuthority: Bool
        ) throws -> Certificate {
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key,
                notValidBefore: Date(timeIntervalSince1970: 1000),
                notValidAfter: Date(timeIntervalSince1970: 2000), issuer: issuer,
                subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    Critical(
                        isAuthority
                            ? BasicConstraints.isCertificateAuthority(maxPathLength: nil)
                            : BasicConstraints.notCertificateAuthority)
                }, issuerPrivateKey: Certificate.PrivateKey(issuerKey))
        }
    }

    private let suite = CipherSuite.x25519AES128SHA256Ed25519

    private func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    @Test("Members with certificates form a group")
    func group() throws {
        let root = try Authority("root")
        let intermediate = try Authority("intermediate", issuer: root)
        var configuration = GroupConfiguration()
        configuration.credentials = try X509CredentialValidator(roots: [der(root.certificate)])
        configuration.now = { 1500 }
        let capabilities = Capabilities(credentials: [.x509])
        let keys = try (0..<2).map { _ in try SignaturePrivateKey.generate(suite) }
        let credentials = try keys.enumerated().map { number, key in
            Credential.x509(certificates: [
                try der(intermediate.member("member \(number)", key.publicKey)),
                try der(intermediate.certificate),
            ])
        }
        var alice = try Group.create(
            groupID: [1], credential: credentials[0], signatureKey: keys[0],
            capabilities: capabilities, configuration: configuration)
        let bundle = try KeyPackageBundle.generate(
            credential: credentials[1], signatureKey: keys[1], capabilities: capabilities)
        let made = try alice.commit([.add(bundle.keyPackage)])
        try alice.applyPendingCommit()
        let bob = try Group.join(
            welcome: try #require(made.welcome), keyPackage: bundle,
            configuration: configuration)
        #expect(bob.epochAuthenticator == alice.epochAuthenticator)
        // A group with basic credentials does not take her in.
        var other = try Clients.founder("0", suite)
        expectError(.credentialRejected) {
            _ = try other.commit([.add(bundle.keyPackage)])
        }
    }

    @Test("Chains that prove nothing are refused")
    func refused() throws {
        let root = try Authority("root")
        let stranger = try Authority("root")
        let validator = try X509CredentialValidator(roots: [der(root.certificate)])
        let key = try SignaturePrivateKey.generate(suite).publicKey
        let good = try der(root.member("m", key))
        func accepts(_ chain: [[UInt8]], key: [UInt8], now: UInt64? = 1500) -> Bool {
            validator.accepts(.x509(certificates: chain), signatureKey: key, now: now)
        }
        #expect(accepts([good], key: key))
        #expect(accepts([good, try der(root.certificate)], key: key))
        #expect(accepts([good], key: key, now: nil))
        // Another key, another time, another authority of the same name, nothing at all.
        #expect(!accepts([good], key: try SignaturePrivateKey.generate(suite).publicKey))
        #expect(!accepts([good], key: key, now: 999))
        #expect(!accepts([good], key: key, now: 2001))
        #expect(!accepts([try der(stranger.member("m", key))], key: key))
        #expect(!accepts([], key: key))
        #expect(!accepts([[1, 2, 3]], key: key))
        #expect(!validator.accepts(.basic(identity: [1]), signatureKey: key, now: nil))
        // A member is no authority, and the order of a chain matters.
        let other = try SignaturePrivateKey.generate(suite).publicKey
        let byMember = try der(stranger.member("x", other))
        #expect(!accepts([byMember, good], key: other))
        #expect(!accepts([try der(root.certificate), good], key: key))
        #expect(throws: MLSError.self) { try X509CredentialValidator(roots: [[0]]) }
    }

    @Test("A successor has the same names")
    func successor() throws {
        let root = try Authority("root")
        let validator = try X509CredentialValidator(roots: [der(root.certificate)])
        func credential(_ name: String) throws -> Credential {
            let key = try SignaturePrivateKey.generate(suite).publicKey
            return .x509(certificates: [try der(root.member(name, key))])
        }
        #expect(try validator.accepts(credential("a"), replacing: credential("a")))
        #expect(try !validator.accepts(credential("b"), replacing: credential("a")))
        #expect(try !validator.accepts(.basic(identity: []), replacing: credential("a")))
    }
}
