import MLS
import Testing

/// `hpke-pq` and `xwing-kem`: key derivation and decapsulation of the hybrid KEM.
@Suite("Hybrid KEM vectors", .needsVectors)
struct HPKETests {
    struct Case: Decodable {
        let kem_id: UInt16
        let ikmR: Hex?
        let skRm: Hex
        let pkRm: Hex
    }

    @Test("DeriveKeyPair of X-Wing")
    func deriveKeyPair() throws {
        let cases = try Vectors.load("mls-xwing/hpke-pq.json", as: Case.self)
            .filter { $0.kem_id == KEM.xWing.rawValue }
        try #require(!cases.isEmpty)
        for vector in cases {
            let pair = try KEM.xWing.derive(from: try #require(vector.ikmR).secret)
            #expect(pair.privateKey == vector.skRm.secret)
            #expect(pair.publicKey == vector.pkRm.bytes)
        }
    }

    struct KEMCase: Decodable {
        let sk: Hex
        let pk: Hex
    }

    @Test("Public keys of X-Wing")
    func publicKeys() throws {
        for vector in try Vectors.load("mls-xwing/xwing-kem.json", as: KEMCase.self) {
            #expect(try KEM.xWing.publicKey(of: vector.sk.secret) == vector.pk.bytes)
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
