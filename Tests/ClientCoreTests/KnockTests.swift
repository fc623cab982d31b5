import ClientCore
import Crypto
import Testing
import Wire

@Suite struct KnockTests {
    let oneTime = Curve25519.KeyAgreement.PrivateKey()
    let ephemeral = Curve25519.KeyAgreement.PrivateKey()
    let round = Round(rawValue: 800)

    func secret(_ number: UInt8 = 1) -> KnockSecret {
        KnockSecret(
            deployment: [UInt8](repeating: 1, count: 16),
            secret: [UInt8](repeating: number, count: 16),
            oneTimeKey: Array(oneTime.publicKey.rawRepresentation))
    }

    @Test func theInviterReadsTheKnock() throws {
        var random = RandomSource.system
        let record = try secret().seal(
            slot: 3, generation: 4, ephemeral: ephemeral, round: round, random: &random)
        #expect(record.count == 256)
        let knock = secret().open(record, oneTime: oneTime, round: round)
        #expect(knock?.slot == 3)
        #expect(knock?.generation == 4)
        #expect(knock?.ephemeralKey == Array(ephemeral.publicKey.rawRepresentation))
    }

    /// Without the one-time key, with another secret, in another round, or changed: nothing.
    @Test func nobodyElseDoes() throws {
        var random = RandomSource.system
        let record = try secret().seal(
            slot: 3, generation: 4, ephemeral: ephemeral, round: round, random: &random)
        let other = Curve25519.KeyAgreement.PrivateKey()
        #expect(secret().open(record, oneTime: other, round: round) == nil)
        #expect(secret(2).open(record, oneTime: oneTime, round: round) == nil)
        #expect(secret().open(record, oneTime: oneTime, round: round.next) == nil)
        for index in stride(from: 0, to: 256, by: 5) {
            var changed = record
            changed[index] ^= 1
            #expect(secret().open(changed, oneTime: oneTime, round: round) == nil)
        }
    }

    /// A bare X25519 key has its top bit clear; under its mask every bit of a knock is a coin.
    @Test func aKnockLooksRandom() throws {
        var random = RandomSource.system
        var ones = [Int](repeating: 0, count: 256 * 8)
        for _ in 0..<400 {
            let record = try secret().seal(
                slot: 3, generation: 4, ephemeral: ephemeral, round: round, random: &random)
            for (index, byte) in record.enumerated() {
                for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 { ones[index * 8 + bit] += 1 }
            }
        }
        // 400 tosses of a fair coin: 200 with a deviation of 10; six of them either way.
        #expect(ones.allSatisfy { (140...260).contains($0) })
    }

    @Test func placesAreSpreadAndAgreedUpon() {
        var parameters = DeploymentParameters()
        parameters.capacity = 16
        var counts = [Int](repeating: 0, count: parameters.knockPlaceCount)
        for number in 0..<12_800 {
            let round = Round(rawValue: UInt64(number) * 8)
            let place = secret().place(round, parameters)
            #expect(place == secret().place(round, parameters))
            counts[place] += 1
        }
        #expect(counts.allSatisfy { (40...160).contains($0) })
    }
}
