import MLS
import Testing

/// Rules V020 to V042: leaf nodes and key packages.
@Suite("Rules of leaf nodes and key packages")
struct LeafRulesTests {
    /// Refuses everybody called "mallory".
    struct NoMallory: CredentialValidator {
        func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool {
            credential != .basic(identity: [UInt8]("mallory".utf8))
        }
    }

    /// The victim refuses an Add of this package, by value and as a proposal.
    private func refusesAdd(
        _ package: KeyPackage, _ code: MLSError.Code, in scene: Scene,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        scene.refuses(
            try scene.insider.commit([.add(package)]), code, sourceLocation: sourceLocation)
    }

    @Test("V020 credentialRejected")
    func credentialRejected() throws {
        let scene = try Scene { $0.credentials = NoMallory() }
        let forge = try PackageForge()
        let mallory = Credential.basic(identity: [UInt8]("mallory".utf8))
        try refusesAdd(
            forge.package(forge.leaf(credential: mallory)), .credentialRejected, in: scene)
        // A member may not become somebody else.
        let leaf = try scene.insider.leaf(credential: .basic(identity: [9]))
        scene.refuses(
            try scene.insider.send(.proposal(.update(leaf))), .credentialRejected)
        let senders = [ExternalSender(signatureKey: [1], credential: mallory)]
        scene.refuses(
            try scene.insider.commit(
                [.groupContextExtensions([ExternalSender.asExtension(senders)])],
                path: scene.path()), .credentialRejected)
    }

    @Test("V021 leafSignature")
    func leafSignature() throws {
        let scene = try Scene()
        let forge = try PackageForge()
        var leaf = try forge.leaf()
        leaf.signature[0] ^= 1
        try refusesAdd(forge.package(leaf), .leafSignature, in: scene)
        // A leaf that is signed for another place.
        let elsewhere = try scene.insider.leaf(index: LeafIndex(3))
        scene.refuses(try scene.insider.send(.proposal(.update(elsewhere))), .leafSignature)
    }

    @Test("V022 requiredCapabilities")
    func requiredCapabilities() throws {
        let type = ExtensionType(rawValue: 0xF00A)
        let scene = try Scene(
            capabilities: Capabilities(extensions: [type]),
            extensions: [RequiredCapabilities(extensions: [type]).asExtension])
        try refusesAdd(PackageForge().package(), .requiredCapabilities, in: scene)
        let leaf = try scene.insider.leaf()
        scene.refuses(try scene.insider.send(.proposal(.update(leaf))), .requiredCapabilities)
    }

    @Test("V023 leafLacksGroupExtension")
    func leafLacksGroupExtension() throws {
        let type = ExtensionType(rawValue: 0xF00B)
        let scene = try Scene(
            capabilities: Capabilities(extensions: [type]),
            extensions: [Extension(type: type, data: [])])
        try refusesAdd(PackageForge().package(), .leafLacksGroupExtension, in: scene)
    }

    @Test("V024 lifetime")
    func lifetime() throws {
        let scene = try Scene { $0.now = { 1000 } }
        let forge = try PackageForge()
        for lifetime in [
            Lifetime(notBefore: 1001, notAfter: 2000), Lifetime(notBefore: 0, notAfter: 999),
        ] {
            let package = try forge.package(forge.leaf(source: .keyPackage(lifetime)))
            try refusesAdd(package, .lifetime, in: scene)
            expectError(.lifetime) { try package.validate(now: 1000) }
            var sender = scene.groups[0]
            expectError(.lifetime) { _ = try sender.propose(.add(package)) }
        }
        try forge.package(
            forge.leaf(source: .keyPackage(Lifetime(notBefore: 1000, notAfter: 1000)))
        ).validate(now: 1000)
    }

    @Test("V025 leafExtensionNotInCapabilities")
    func leafExtensionNotInCapabilities() throws {
        let forge = try PackageForge()
        let unlisted = Extension(type: ExtensionType(rawValue: 0xF00C), data: [])
        try refusesAdd(
            forge.package(forge.leaf(extensions: [unlisted])),
            .leafExtensionNotInCapabilities, in: Scene())
    }

    @Test("V026 leafLacksVersionOrSuite")
    func leafLacksVersionOrSuite() throws {
        let forge = try PackageForge()
        for capabilities in [
            Capabilities(versions: []), Capabilities(cipherSuites: [.p256AES128SHA256P256]),
        ] {
            try refusesAdd(
                forge.package(forge.leaf(capabilities: capabilities)),
                .leafLacksVersionOrSuite, in: Scene())
        }
    }

    @Test("V027 credentialNotInCapabilities")
    func credentialNotInCapabilities() throws {
        let forge = try PackageForge()
        try refusesAdd(
            forge.package(forge.leaf(capabilities: Capabilities(credentials: [.x509]))),
            .credentialNotInCapabilities, in: Scene())
    }

    /// Accepts anybody.
    struct Anybody: CredentialValidator {
        func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool {
            true
        }
    }

    @Test("V028 credentialTypeNotShared")
    func credentialTypeNotShared() throws {
        let scene = try Scene { $0.credentials = Anybody() }
        let forge = try PackageForge()
        let leaf = try forge.leaf(
            credential: .x509(certificates: [[1]]),
            capabilities: Capabilities(credentials: [.x509, .basic]))
        try refusesAdd(forge.package(leaf), .credentialTypeNotShared, in: scene)
    }

    @Test("V029 leafNodeSource")
    func leafNodeSource() throws {
        let scene = try Scene()
        let forge = try PackageForge()
        try refusesAdd(
            forge.package(forge.leaf(source: .commit(parentHash: []))), .leafNodeSource,
            in: scene)
        let leaf = try scene.insider.leaf(source: .commit(parentHash: []))
        scene.refuses(try scene.insider.send(.proposal(.update(leaf))), .leafNodeSource)
        let path = try UpdatePath(leafNode: scene.insider.leaf(), nodes: [])
        scene.refuses(try scene.insider.commit([], path: path), .leafNodeSource)
    }

    @Test("V030 duplicateSignatureKey")
    func duplicateSignatureKey() throws {
        let scene = try Scene()
        // Member 0 takes over the signing key of member 2, who it colludes with.
        let colluder = scene.groups[2].signatureKey
        let leaf = try scene.insider.leaf(key: colluder)
        var scene2 = scene
        let update = try scene.insider.send(.proposal(.update(leaf)))
        guard case .proposal(let received) = try scene2.groups[1].process(update) else { return }
        // A colluding committer takes it up; an honest one would leave it out.
        let path = try Insider(group: scene.groups[3]).path(after: received)
        let commit = Commit(proposals: [.reference(received.reference)], path: path)
        scene2.refuses(
            try Insider(group: scene.groups[3]).send(.commit(commit)), .duplicateSignatureKey)
        let made = try scene2.groups[1].commit()
        #expect(made.staged.updated.isEmpty)
    }

    @Test("V031 duplicateEncryptionKey")
    func duplicateEncryptionKey() throws {
        let scene = try Scene()
        let forge = try PackageForge()
        let taken = try #require(scene.victim[LeafIndex(2)]).leafNode.encryptionKey
        try refusesAdd(
            forge.package(forge.leaf(encryptionKey: taken)), .duplicateEncryptionKey, in: scene)
    }

    @Test("V040 keyPackageVersionOrSuite")
    func keyPackageVersionOrSuite() throws {
        let scene = try Scene()
        try refusesAdd(
            PackageForge(.x25519ChaChaSHA256Ed25519).package(), .keyPackageVersionOrSuite,
            in: scene)
        try refusesAdd(
            PackageForge().package { $0.version = ProtocolVersion(rawValue: 2) },
            .keyPackageVersionOrSuite, in: scene)
    }

    @Test("V041 keyPackageSignature")
    func keyPackageSignature() throws {
        var package = try PackageForge().package()
        package.signature[5] ^= 4
        try refusesAdd(package, .keyPackageSignature, in: Scene())
    }

    @Test("V042 initKeyReused")
    func initKeyReused() throws {
        let forge = try PackageForge()
        let leaf = try forge.leaf()
        try refusesAdd(
            forge.package(leaf, initKey: leaf.encryptionKey), .initKeyReused, in: Scene())
    }
}
