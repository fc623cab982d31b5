import Crypto
import Foundation
import MLS
import Testing

/// `hpke-pq` and `xwing-kem`: key derivation, decapsulation and HPKE with the hybrid KEM.
///
/// Out of reach are the cases with a KEM that no suite of ours has (ML-KEM alone, and its other
/// hybrids), HPKE with SHAKE or TurboSHAKE as its KDF, which swift-crypto lacks, and encapsulation
/// with given randomness.
@Suite("Hybrid KEM vectors", .needsVectors)
struct HPKETests {
    private typealias KEM = MLS.KEM

    struct Case: Decodable {
        let kem_id: UInt16
        let kdf_id: UInt16
        let aead_id: UInt16
        let info: Hex
        let ikmR: Hex?
        let skRm: Hex
        let pkRm: Hex
        let enc: Hex
        let shared_secret: Hex
        let encryptions: [Encryption]
        let exports: [Export]
    }

    struct Encryption: Decodable {
        let aad: Hex
        let ct: Hex
        let pt: Hex
    }

    struct Export: Decodable {
        let exporter_context: Hex
        let L: Int
        let exported_value: Hex
    }

    private static func cases() throws -> [Case] {
        try Vectors.load("mls-xwing/hpke-pq.json")
    }

    private static func xWingKey(_ seed: Hex) throws -> XWingMLKEM768X25519.PrivateKey {
        try XWingMLKEM768X25519.PrivateKey(seedRepresentation: seed.bytes, publicKey: nil)
    }

    @Test("DeriveKeyPair of every KEM of ours")
    func deriveKeyPair() throws {
        var kems: Set<KEM> = []
        for vector in try Self.cases() {
            guard let kem = KEM(rawValue: vector.kem_id) else { continue }
            let pair = try kem.derive(from: try #require(vector.ikmR).secret)
            #expect(pair.privateKey == vector.skRm.secret)
            #expect(pair.publicKey == vector.pkRm.bytes)
            kems.insert(kem)
        }
        #expect(kems == [.p256, .p384, .x25519, .xWing])
    }

    @Test("Decapsulation with X-Wing")
    func decapsulation() throws {
        let cases = try Self.cases().filter { $0.kem_id == KEM.xWing.rawValue }
        #expect(cases.count == 2)
        for vector in cases {
            let secret = try Self.xWingKey(vector.skRm).decapsulate(Data(vector.enc.bytes))
            #expect(Secret(secret.withUnsafeBytes { [UInt8]($0) }) == vector.shared_secret.secret)
        }
    }

    @Test("HPKE with X-Wing: encryptions and exported secrets")
    func hpke() throws {
        let vector = try #require(
            try Self.cases().first { $0.kem_id == KEM.xWing.rawValue && $0.kdf_id == 1 })
        try #require(vector.aead_id == 3)
        var recipient = try HPKE.Recipient(
            privateKey: Self.xWingKey(vector.skRm),
            ciphersuite: HPKE.Ciphersuite(
                kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly),
            info: Data(vector.info.bytes), encapsulatedKey: Data(vector.enc.bytes))
        #expect(vector.encryptions.count == 10 && vector.exports.count == 5)
        for encryption in vector.encryptions {
            let opened = try recipient.open(
                encryption.ct.bytes, authenticating: encryption.aad.bytes)
            #expect([UInt8](opened) == encryption.pt.bytes)
        }
        for export in vector.exports {
            let secret = try recipient.exportSecret(
                context: export.exporter_context.bytes, outputByteCount: export.L)
            #expect(secret.withUnsafeBytes { [UInt8]($0) } == export.exported_value.bytes)
        }
    }

    struct KEMCase: Decodable {
        let seed: Hex
        let sk: Hex
        let pk: Hex
        let ct: Hex
        let ss: Hex
    }

    @Test("Keys and secrets of X-Wing")
    func keysAndSecrets() throws {
        for vector in try Vectors.load("mls-xwing/xwing-kem.json", as: KEMCase.self) {
            #expect(vector.seed == vector.sk)
            #expect(try KEM.xWing.publicKey(of: vector.sk.secret) == vector.pk.bytes)
            #expect(KEM.xWing.accepts(publicKey: vector.pk.bytes))
            let secret = try Self.xWingKey(vector.sk).decapsulate(Data(vector.ct.bytes))
            #expect(Secret(secret.withUnsafeBytes { [UInt8]($0) }) == vector.ss.secret)
        }
    }
}

/// Known answers of FIPS 202: empty, short, one byte less than a block, and a whole block.
@Test("SHAKE256 of short and long inputs")
func shake256() {
    #expect(
        SHAKE256.hash([], count: 32).hex
            == "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f")
    #expect(
        SHAKE256.hash([UInt8]("abc".utf8), count: 32).hex
            == "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739")
    #expect(
        SHAKE256.hash([UInt8](repeating: 97, count: 135), count: 32).hex
            == "55b991ece1e567b6e7c2c714444dd201cd51f4f3832d08e1d26bebc63e07a3d7")
    let long = SHAKE256.hash([UInt8](repeating: 97, count: 136), count: 200).hex
    #expect(long.hasPrefix("8fcc5a08f0a1f6827c9cf64ee8d16e0443106359ca6c8efd"))
    #expect(long.hasSuffix("6aeea0b509232b37585052b1192f91e8442669cb19c38a0"))
}
