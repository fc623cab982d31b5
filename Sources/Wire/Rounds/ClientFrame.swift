/// What a connected client sends in each round: its cell, its bell and its queries.
///
/// A server reads it as a ``ReceivedFrame``.
package struct ClientFrame: Sendable, Equatable {
    /// The part of a frame that only knock rounds have.
    package struct Knock: Sendable, Equatable {
        /// Where on the board the record is written.
        package var place: UInt32
        /// 256 bytes.
        package var record: [UInt8]
        package var query: [UInt8]

        package init(place: UInt32, record: [UInt8], query: [UInt8]) {
            self.place = place
            self.record = record
            self.query = query
        }
    }

    package var round: Round
    /// 1,024 bytes.
    package var cell: [UInt8]
    /// 16 bytes.
    package var bell: [UInt8]
    /// R queries' correction words.
    package var queries: [[UInt8]]
    package var knock: Knock?
    /// 16 bytes, for the helper.
    package var helperTag: [UInt8]

    package init(
        round: Round, cell: [UInt8], bell: [UInt8], queries: [[UInt8]], knock: Knock?,
        helperTag: [UInt8] = []
    ) {
        self.round = round
        self.cell = cell
        self.bell = bell
        self.queries = queries
        self.knock = knock
        self.helperTag = helperTag
    }

    /// The bytes that the helper's tag covers.
    package var content: [UInt8] {
        var writer = ByteWriter(reserving: 2_048)
        writer.writeInteger(round.rawValue)
        writer.write(cell)
        writer.write(bell)
        for query in queries { writer.write(query) }
        if let knock {
            writer.writeInteger(knock.place)
            writer.write(knock.record)
            writer.write(knock.query)
        }
        return writer.bytes
    }

    package var encoded: [UInt8] { content + helperTag }
}
