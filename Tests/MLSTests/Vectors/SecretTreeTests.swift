import MLS
import Testing

/// `secret-tree`: message keys and sender data keys.
@Suite("Secret tree vectors", .needsVectors)
struct SecretTreeTests {
    struct Case: SuiteCase {
        struct SenderDataKeys: Decodable {
            let sender_data_secret: Hex
            let ciphertext: Hex
            let key: Hex
            let nonce: Hex
        }
        struct Generation: Decodable {
            let generation: UInt32
            let application_key: Hex
            let application_nonce: Hex
            let handshake_key: Hex
            let handshake_nonce: Hex
        }
        let cipher_suite: UInt16
        let sender_data: SenderDataKeys
        let encryption_secret: Hex
        let leaves: [[Generation]]
    }

    static let paths = ["mls/secret-tree.json", "mls-xwing/secret-tree.json"]

    @Test("Keys of every leaf", arguments: paths)
    func keys(path: String) throws {
        let window = HashRatchet.Window(forward: 1000, outOfOrder: 1000)
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            var tree = SecretTree(
                leafCount: TreeMath.width(covering: vector.leaves.count),
                encryptionSecret: vector.encryption_secret.secret)
            for (leaf, generations) in vector.leaves.enumerated() {
                for expected in generations {
                    func key(_ type: ContentType) throws -> HashRatchet.Key {
                        try tree.withKey(
                            of: LeafIndex(UInt32(leaf)), type,
                            generation: expected.generation, window: window, algorithms
                        ) { $0 }
                    }
                    let application = try key(.application)
                    #expect(application.key == expected.application_key.secret)
                    #expect(application.nonce == expected.application_nonce.secret)
                    let handshake = try key(.commit)
                    #expect(handshake.key == expected.handshake_key.secret)
                    #expect(handshake.nonce == expected.handshake_nonce.secret)
                }
            }
        }
    }

    @Test("Sender data keys", arguments: paths)
    func senderData(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            let expected = vector.sender_data
            let (key, nonce) = SenderData.key(
                secret: expected.sender_data_secret.secret,
                ciphertext: expected.ciphertext.bytes, algorithms)
            #expect(key == expected.key.secret)
            #expect(nonce == expected.nonce.bytes)
        }
    }
}
