/// A client's frame as a server holds it until its round is over: checked once and left in one piece.
///
/// With ten thousand clients a copy of each part would be most of the work of taking a frame.
package struct ReceivedFrame: Sendable, Equatable {
    package let round: Round
    /// The whole frame, a part of the message that brought it.
    package let bytes: ArraySlice<UInt8>
    private let queryCount: Int
    private let cellQueryByteCount: Int
    /// Zero in rounds without knocks.
    private let knockQueryByteCount: Int

    private static let cellStart = 8
    private static let bellStart = cellStart + DeploymentParameters.cellByteCount
    private static let queryStart = bellStart + DeploymentParameters.bellByteCount

    /// Reads a frame; its size must be exactly that of its round.
    package init(_ bytes: [UInt8], _ layout: FrameLayout) throws(WireError) {
        try self.init(bytes[...], layout)
    }

    /// As for an array, without a copy.
    package init(_ bytes: ArraySlice<UInt8>, _ layout: FrameLayout) throws(WireError) {
        let parameters = layout.parameters
        var reader = ByteReader(bytes)
        round = Round(rawValue: try reader.readInteger("round"))
        let expected = layout.frameByteCount(round)
        guard bytes.count == expected else {
            throw WireError(
                .wrongSize, "a frame has \(expected) bytes in this round, not \(bytes.count)")
        }
        self.bytes = bytes
        queryCount = parameters.readsPerRound
        cellQueryByteCount = layout.cellQueryByteCount
        knockQueryByteCount = round.isKnockRound(parameters) ? layout.knockQueryByteCount : 0
        if let place = knockPlace, place >= parameters.knockPlaceCount {
            throw WireError(.invalidValue, "the knock board has no place \(place)")
        }
    }

    /// 1,024 bytes.
    package var cell: ArraySlice<UInt8> { part(Self.cellStart..<Self.bellStart) }

    /// 16 bytes.
    package var bell: ArraySlice<UInt8> { part(Self.bellStart..<Self.queryStart) }

    /// One of the R queries' correction words.
    package func query(_ index: Int) -> ArraySlice<UInt8> {
        precondition(index >= 0 && index < queryCount, "no such query")
        let start = Self.queryStart + index * cellQueryByteCount
        return part(start..<start + cellQueryByteCount)
    }

    /// What knock rounds have besides.
    package var knock: ClientFrame.Knock? {
        guard let place = knockPlace else { return nil }
        let query = bytes[..<tagStart].suffix(knockQueryByteCount)
        let record = bytes[..<query.startIndex].suffix(DeploymentParameters.knockByteCount)
        return ClientFrame.Knock(place: place, record: Array(record), query: Array(query))
    }

    /// The bytes that the helper's tag covers.
    package var content: ArraySlice<UInt8> { bytes[..<tagStart] }

    /// 16 bytes, for the helper.
    package var helperTag: ArraySlice<UInt8> { bytes[tagStart...] }

    /// Bytes by their place in the frame.
    private func part(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }

    private var tagStart: Int { bytes.endIndex - SessionKeys.tagByteCount }

    private var knockPlace: UInt32? {
        guard knockQueryByteCount > 0 else { return nil }
        let start = Self.queryStart + queryCount * cellQueryByteCount
        return part(start..<start + 4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
