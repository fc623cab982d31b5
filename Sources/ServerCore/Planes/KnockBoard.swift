import Crypto
import Wire

/// The places of one knock round.
///
/// It lives for that round only; places that nobody wrote are zero.
struct KnockBoard {
    private var winners: [UInt32: (priority: [UInt8], record: [UInt8])] = [:]

    /// Where several slots write to one place, the lowest SHA-256 of round and slot wins, so that
    /// both servers settle it alike and nobody wins for ever.
    mutating func write(_ knock: ClientFrame.Knock, slot: UInt32, round: Round) {
        var writer = ByteWriter(reserving: 12)
        writer.writeInteger(round.rawValue)
        writer.writeInteger(slot)
        let priority = Array(SHA256.hash(data: writer.bytes))
        if let winner = winners[knock.place],
            winner.priority.lexicographicallyPrecedes(priority)
        {
            return
        }
        winners[knock.place] = (priority, knock.record)
    }

    /// SHA-256 over round, places and records in ascending order of places.
    func digest(round: Round) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("moonless board v1".utf8))
        var writer = ByteWriter()
        writer.writeInteger(round.rawValue)
        hash.update(data: writer.bytes)
        for (place, winner) in winners.sorted(by: { $0.key < $1.key }) {
            var writer = ByteWriter()
            writer.writeInteger(place)
            hash.update(data: writer.bytes)
            hash.update(data: winner.record)
        }
        return Array(hash.finalize())
    }

    var records: [(place: Int, record: [UInt8])] {
        winners.map { (Int($0.key), $0.value.record) }
    }
}
