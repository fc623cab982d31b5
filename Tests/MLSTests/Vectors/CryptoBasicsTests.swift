import MLS
import Testing

/// `crypto-basics`: the functions of RFC 9420, section 5, for each suite.
@Suite("Crypto basics vectors", .needsVectors)
struct CryptoBasicsTests {
    struct Case: SuiteCase {
        struct RefHash: Decodable {
            let label: String
            let value: Hex
            let out: Hex
        }
        struct Expand: Decodable {
            let secret: Hex
            let label: String
            let context: Hex?
            let generation: UInt32?
            let length: Int?
            let out: Hex
        }
        struct Sign: Decodable {
            let priv: Hex
            let pub: Hex
            let content: Hex
            let label: String
            let signature: Hex
        }
        struct Encrypt: Decodable {
            let priv: Hex
            let pub: Hex
            let label: String
            let context: Hex
            let plaintext: Hex
            let kem_output: Hex
            let ciphertext: Hex
        }
        let cipher_suite: UInt16
        let ref_hash: RefHash
        let expand_with_label: Expand
        let derive_secret: Expand
        let derive_tree_secret: Expand
        let sign_with_label: Sign
        let encrypt_with_label: Encrypt
    }

    static let paths = ["mls/crypto-basics.json", "mls-xwing/crypto-basics.json"]

    @Test("Hashes and derivations", arguments: paths)
    func derivations(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            // RefHash takes the whole label here, `reference(_:of:)` adds MLS's prefix.
            var input = MLSEncoder()
            input.write(opaque: [UInt8](vector.ref_hash.label.utf8))
            input.write(opaque: vector.ref_hash.value.bytes)
            #expect(algorithms.hash.hash(input.bytes) == vector.ref_hash.out.bytes)

            let expand = vector.expand_with_label
            #expect(
                algorithms.expand(
                    expand.secret.secret, label: expand.label,
                    context: try #require(expand.context).bytes,
                    count: try #require(expand.length)) == expand.out.secret)

            let derive = vector.derive_secret
            #expect(
                algorithms.derive(derive.secret.secret, label: derive.label)
                    == derive.out.secret)

            let tree = vector.derive_tree_secret
            #expect(
                algorithms.deriveTree(
                    tree.secret.secret, label: tree.label,
                    generation: try #require(tree.generation),
                    count: try #require(tree.length)) == tree.out.secret)
        }
    }

    @Test("Signatures", arguments: paths)
    func signatures(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            let sign = vector.sign_with_label
            #expect(
                algorithms.verifies(
                    sign.signature.bytes, of: sign.content.bytes, label: sign.label,
                    publicKey: sign.pub.bytes))
            let own = try algorithms.sign(
                sign.content.bytes, label: sign.label,
                key: sign.priv.privateKey(vector.cipher_suite))
            #expect(
                algorithms.verifies(
                    own, of: sign.content.bytes, label: sign.label, publicKey: sign.pub.bytes))
            #expect(
                !algorithms.verifies(
                    own, of: sign.content.bytes + [0], label: sign.label,
                    publicKey: sign.pub.bytes))
        }
    }

    @Test("Encryption", arguments: paths)
    func encryption(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            let encrypt = vector.encrypt_with_label
            let key = encrypt.priv.privateKey(vector.cipher_suite)
            let given = HPKECiphertext(
                kemOutput: encrypt.kem_output.bytes, ciphertext: encrypt.ciphertext.bytes)
            #expect(
                try algorithms.decrypt(
                    given, with: key, label: encrypt.label, context: encrypt.context.bytes)
                    == encrypt.plaintext.secret)
            let own = try algorithms.encrypt(
                encrypt.plaintext.secret, to: encrypt.pub.bytes, label: encrypt.label,
                context: encrypt.context.bytes)
            #expect(
                try algorithms.decrypt(
                    own, with: key, label: encrypt.label, context: encrypt.context.bytes)
                    == encrypt.plaintext.secret)
        }
    }
}
