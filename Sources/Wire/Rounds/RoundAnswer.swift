/// What the leader sends to a client whose frame was in the write set of a round.
package struct RoundAnswer: Sendable, Equatable {
    package struct BellTable: Sendable, Equatable {
        /// One bell a slot, in the order of slots.
        package var bells: [UInt8]
        package var leaderTag: [UInt8]
        package var helperTag: [UInt8]

        package init(bells: [UInt8], leaderTag: [UInt8], helperTag: [UInt8]) {
            self.bells = bells
            self.leaderTag = leaderTag
            self.helperTag = helperTag
        }
    }

    package var round: Round
    /// R cells and, in knock rounds, one record of the board: both servers' answers added up,
    /// under both servers' pads.
    package var retrieved: [UInt8]
    /// Present in bell rounds.
    package var bellTable: BellTable?

    package init(round: Round, retrieved: [UInt8], bellTable: BellTable?) {
        self.round = round
        self.retrieved = retrieved
        self.bellTable = bellTable
    }

    package init(_ bytes: ArraySlice<UInt8>, _ layout: FrameLayout) throws(WireError) {
        var reader = ByteReader(bytes)
        round = Round(rawValue: try reader.readInteger("round"))
        retrieved = try reader.read(layout.retrievedByteCount(round), "answers")
        if round.isBellRound(layout.parameters) {
            bellTable = BellTable(
                bells: try reader.read(layout.bellTableByteCount, "bell table"),
                leaderTag: try reader.read(SessionKeys.tagByteCount, "tag"),
                helperTag: try reader.read(SessionKeys.tagByteCount, "tag"))
        }
        try reader.finish("answer")
    }

    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: retrieved.count + 64 + (bellTable?.bells.count ?? 0))
        writer.writeInteger(round.rawValue)
        writer.write(retrieved)
        if let bellTable {
            writer.write(bellTable.bells)
            writer.write(bellTable.leaderTag)
            writer.write(bellTable.helperTag)
        }
        return writer.bytes
    }
}
