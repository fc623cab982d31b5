import MLS
import Testing

/// Rules V001 to V012: what cannot be read.
@Suite("Rules of encoding")
struct EncodingRulesTests {
    @Test("V001 truncated")
    func truncated() throws {
        let scene = try Scene(2)
        let message = try scene.insider.commit([])
        for count in [0, 1, 2, 3, 4, 10, message.count / 2, message.count - 1] {
            expectError(count < 2 ? .truncated : .truncated) {
                _ = try MLSMessage(encoded: [UInt8](message.prefix(count)))
            }
        }
        scene.refuses([UInt8](message.dropLast()), .truncated)
        // A length far beyond the input is refused before anything is allocated.
        expectError(.truncated) { _ = try Opaque(encoded: [0xBF, 0xFF, 0xFF, 0xFF]) }
    }

    @Test("V002 trailingBytes")
    func trailingBytes() throws {
        let scene = try Scene(2)
        scene.refuses(try scene.insider.commit([]) + [0], .trailingBytes)
    }

    @Test("V003 nonMinimalLength")
    func nonMinimalLength() {
        expectError(.nonMinimalLength) { _ = try Opaque(encoded: [0x40, 0x01, 0xAA]) }
        expectError(.nonMinimalLength) {
            _ = try Opaque(encoded: [0x80, 0x00, 0x00, 0x01, 0xAA])
        }
        expectError(.nonMinimalLength) {
            _ = try Opaque(encoded: [0x80, 0, 0x3F, 0xFF] + [UInt8](repeating: 0, count: 16383))
        }
    }

    @Test("V004 invalidLengthPrefix")
    func invalidLengthPrefix() {
        expectError(.invalidLengthPrefix) { _ = try Opaque(encoded: [0xC0]) }
    }

    @Test("V005 invalidOptional")
    func invalidOptional() {
        expectError(.invalidOptional) { _ = try Commit(encoded: [0, 2]) }
        expectError(.invalidOptional) { _ = try RatchetTree(encoded: [1, 2]) }
    }

    @Test("V006 unknownSelector")
    func unknownSelector() {
        expectError(.unknownSelector) { _ = try Sender(encoded: [5]) }
        expectError(.unknownSelector) { _ = try Credential(encoded: [0, 9, 0]) }
        expectError(.unknownSelector) { _ = try LeafNodeSource(encoded: [0]) }
        expectError(.unknownSelector) { _ = try ProposalOrRef(encoded: [3]) }
        expectError(.unknownSelector) { _ = try PreSharedKeyID(encoded: [3]) }
        expectError(.unknownSelector) { _ = try RatchetTree(encoded: [2, 1, 3]) }
        expectError(.unknownSelector) { _ = try PreSharedKeyID(encoded: [2, 4]) }
    }

    @Test("V007 unsupportedVersion")
    func unsupportedVersion() throws {
        let scene = try Scene(2)
        var message = try scene.insider.commit([])
        message[1] = 2
        scene.refuses(message, .unsupportedVersion)
    }

    @Test("V008 unsupportedWireFormat")
    func unsupportedWireFormat() throws {
        let scene = try Scene(2)
        var message = try scene.insider.commit([])
        message[3] = 6
        scene.refuses(message, .unsupportedWireFormat)
        scene.refuses(try Clients.bundle("x", Scene.suite).message, .unsupportedWireFormat)
    }

    @Test("V009 unsupportedCipherSuite")
    func unsupportedCipherSuite() throws {
        for code: UInt16 in [0, 4, 6, 0xFFFF] {
            expectError(.unsupportedCipherSuite) {
                _ = try SignaturePrivateKey.generate(CipherSuite(rawValue: code))
            }
        }
        let package = try PackageForge().package { $0.cipherSuite = CipherSuite(rawValue: 4) }
        expectError(.unsupportedCipherSuite) { try package.validate(now: nil) }
    }

    @Test("V010 duplicateExtension")
    func duplicateExtension() throws {
        let twice = [UInt8](repeating: 0, count: 0) + [0xF0, 1, 0, 0xF0, 1, 0]
        expectError(.duplicateExtension) {
            _ = try Proposal(encoded: [0, 7, UInt8(twice.count)] + twice)
        }
    }

    @Test("V011 malformedExtension")
    func malformedExtension() throws {
        let scene = try Scene()
        for type in [ExtensionType.requiredCapabilities, .externalSenders] {
            let broken = Extension(type: type, data: [9])
            scene.refuses(
                try scene.insider.commit([.groupContextExtensions([broken])], path: scene.path()),
                .malformedExtension)
        }
    }

    @Test("V012 malformedKey")
    func malformedKey() throws {
        let forge = try PackageForge()
        for broken in [[UInt8](repeating: 0, count: 32), [1, 2, 3], []] {
            let package = try forge.package(initKey: broken)
            expectError(.malformedKey) { try package.validate(now: nil) }
            let other = try forge.package(forge.leaf(encryptionKey: broken))
            expectError(.malformedKey) { try other.validate(now: nil) }
        }
        for suite in CipherSuite.supported {
            let kem = try suite.required().kem
            let good = try kem.generate(random: .system).publicKey
            #expect(kem.accepts(publicKey: good))
            #expect(!kem.accepts(publicKey: good + [0]))
            #expect(!kem.accepts(publicKey: [UInt8](repeating: 0, count: good.count)))
            if suite == .xWingAES256SHA384Ed25519 {
                // A coefficient beyond the modulus, and a classical half of small order.
                #expect(!kem.accepts(publicKey: [0xFF, 0xFF] + good.dropFirst(2)))
                let half = [UInt8](repeating: 0, count: 32)
                #expect(!kem.accepts(publicKey: [UInt8](good.dropLast(32)) + half))
            }
        }
    }
}
