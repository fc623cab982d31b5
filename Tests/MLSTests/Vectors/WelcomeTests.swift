import MLS
import Testing

/// `welcome`: decryption and confirmation, without a tree.
@Suite("Welcome vectors", .needsVectors)
struct WelcomeTests {
    struct Case: SuiteCase {
        let cipher_suite: UInt16
        let init_priv: Hex
        let signer_pub: Hex
        let key_package: Hex
        let welcome: Hex
    }

    @Test("Decrypts", arguments: ["mls/welcome.json", "mls-xwing/welcome.json"])
    func decrypts(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            guard
                case .keyPackage(let package) =
                    try MLSMessage(encoded: vector.key_package.bytes).body,
                case .welcome(let welcome) = try MLSMessage(encoded: vector.welcome.bytes).body
            else {
                Issue.record("not a key package and a Welcome")
                continue
            }
            let reference = try package.reference()
            let entry = try #require(welcome.secrets.first { $0.newMember == reference })
            let secrets = try GroupSecrets(
                encoded: algorithms.decrypt(
                    entry.encryptedGroupSecrets,
                    with: vector.init_priv.privateKey(vector.cipher_suite), label: "Welcome",
                    context: welcome.encryptedGroupInfo
                ).copyBytes())
            let schedule = KeySchedule(
                joinerSecret: secrets.joinerSecret,
                pskSecret: .zero(count: algorithms.hashByteCount), algorithms)
            let (key, nonce) = schedule.welcomeKey
            let bytes = try #require(
                algorithms.aead.open(
                    welcome.encryptedGroupInfo, key: key, nonce: nonce, authenticating: []))
            let info = try GroupInfo(encoded: bytes)
            #expect(info.hasValidSignature(publicKey: vector.signer_pub.bytes, algorithms))
            let epoch = schedule.epoch(info.groupContext).secrets
            #expect(
                algorithms.hash.verifies(
                    mac: info.confirmationTag,
                    of: info.groupContext.confirmedTranscriptHash,
                    key: epoch.confirmationKey))
        }
    }
}
