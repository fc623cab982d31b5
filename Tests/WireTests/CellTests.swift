import Crypto
import Testing
import Wire

@Suite struct CellTests {
    let key = CellKey(secret: SymmetricKey(size: .bits256), sender: 1)
    let place = CellKey.Place(
        deployment: [UInt8](repeating: 1, count: 16), slot: 3, generation: 4, plane: 5)

    @Test func aCellOpensInItsPlaceOnly() throws {
        let cell = try key.seal([1, 2, 3], at: place)
        #expect(cell.count == 1_024)
        #expect(key.open(cell, at: place)?.prefix(4) == [1, 2, 3, 0])
        var others = [place, place, place, place]
        others[0].slot = 2
        others[1].generation = 5
        others[2].plane = 6
        others[3].deployment[0] = 2
        for other in others { #expect(key.open(cell, at: other) == nil) }
    }

    /// A server that adds the difference of two slots to an answer hands the reader of one slot
    /// the cell of another: it must be noise there.
    @Test func aReroutedCellIsNoise() throws {
        var elsewhere = place
        elsewhere.slot = 9
        let wanted = try key.seal([1], at: place)
        let other = try key.seal([2], at: elsewhere)
        let rerouted = zip(wanted, zip(wanted, other)).map { $0 ^ ($1.0 ^ $1.1) }
        #expect(key.open(rerouted, at: place) == nil)
    }

    @Test func bellsRingForTheirConversationOnly() {
        let other = CellKey(secret: SymmetricKey(size: .bits256), sender: 1)
        var rings = [0, 0]
        for number in 0..<400 {
            var bell = Bell(nonce: UInt64(number) &* 77, masked: UInt64.random(in: 0...UInt64.max))
            bell.set(number % 2 == 0, position: 9, key: key.bellKey)
            #expect(bell.rings(position: 9, key: key.bellKey) == (number % 2 == 0))
            if bell.rings(position: 9, key: other.bellKey) { rings[number % 2] += 1 }
        }
        // To somebody else the bit is a coin, pending or not: 200 tosses each, six sigma.
        for count in rings { #expect((58...142).contains(count)) }
    }

    @Test func theBellThatNobodyWroteIsNone() {
        #expect(Bell([UInt8](repeating: 0, count: 16)[...]) == nil)
        #expect(Bell([1, 2, 3]) == nil)
    }
}
