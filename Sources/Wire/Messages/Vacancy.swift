/// A slot that is given back, as the leader tells the helper: the owner's signed wish, and what
/// takes the account's place on both servers.
package struct Vacancy: Sendable, Equatable {
    package static let seedByteCount = 32

    package var leaving: Leaving
    /// The nonce of the leader that the owner signed.
    package var leaderNonce: [UInt8]
    /// Of the free slot.
    package var generation: UInt32
    package var key: [UInt8]
    /// From which both servers derive the same random cells and bell.
    package var seed: [UInt8]

    package init(
        leaving: Leaving, leaderNonce: [UInt8], generation: UInt32, key: [UInt8], seed: [UInt8]
    ) {
        self.leaving = leaving
        self.leaderNonce = leaderNonce
        self.generation = generation
        self.key = key
        self.seed = seed
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        leaving = try Leaving(reading: &reader)
        leaderNonce = try reader.read(SessionTranscript.nonceByteCount, "leader nonce")
        generation = try reader.readInteger("generation")
        key = try reader.read(AccountRecord.keyByteCount, "account key")
        seed = try reader.read(Self.seedByteCount, "seed")
    }

    package func encode(into writer: inout ByteWriter) {
        leaving.encode(into: &writer)
        writer.write(leaderNonce)
        writer.writeInteger(generation)
        writer.write(key)
        writer.write(seed)
    }

    /// The record of the free slot.
    package var record: AccountRecord {
        AccountRecord(generation: generation, key: key, isOccupied: false)
    }
}
