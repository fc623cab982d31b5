/// What a connected client sends in each round: its cell, its bell and its queries.
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

    /// Reads a frame; its size must be exactly that of its round.
    package init(_ bytes: ArraySlice<UInt8>, _ layout: FrameLayout) throws(WireError) {
        let parameters = layout.parameters
        var reader = ByteReader(bytes)
        round = Round(rawValue: try reader.readInteger("round"))
        let expected = layout.frameByteCount(round)
        guard bytes.count == expected else {
            throw WireError(
                .wrongSize, "a frame has \(expected) bytes in this round, not \(bytes.count)")
        }
        cell = try reader.read(DeploymentParameters.cellByteCount, "cell")
        bell = try reader.read(DeploymentParameters.bellByteCount, "bell")
        queries = []
        for _ in 0..<parameters.readsPerRound {
            queries.append(try reader.read(layout.cellQueryByteCount, "query"))
        }
        if round.isKnockRound(parameters) {
            let place: UInt32 = try reader.readInteger("place")
            guard place < parameters.knockPlaceCount else {
                throw WireError(.invalidValue, "the knock board has no place \(place)")
            }
            knock = Knock(
                place: place,
                record: try reader.read(DeploymentParameters.knockByteCount, "knock"),
                query: try reader.read(layout.knockQueryByteCount, "query"))
        }
        helperTag = try reader.read(SessionKeys.tagByteCount, "tag")
        try reader.finish("frame")
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
