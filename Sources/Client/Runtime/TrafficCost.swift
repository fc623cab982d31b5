package import Wire

/// What a connected account sends and receives in a day, whether its owner writes or not.
package struct TrafficCost: Sendable, Equatable {
    /// A TLS 1.3 record's header, content type and tag.
    private static let recordOverhead = 5 + 1 + 16
    private static let recordContentLimit = 16_384
    /// A message's length and type.
    private static let messageOverhead = 4 + 1

    package let dailyUploadByteCount: Int
    package let dailyDownloadByteCount: Int

    package init(_ parameters: DeploymentParameters) {
        let layout = FrameLayout(parameters)
        // Rounds repeat with both periods; after their product everything repeats.
        let cycle = parameters.bellPeriodRounds * parameters.knockPeriodRounds
        var upload = 0
        var download = 0
        for number in 0..<UInt64(cycle) {
            let round = Round(rawValue: number)
            upload += Self.onTheWire(layout.frameByteCount(round))
            download += Self.onTheWire(Self.answerByteCount(round, layout))
        }
        let dailyRounds = 86_400_000 / parameters.roundMilliseconds
        dailyUploadByteCount = upload / cycle * dailyRounds
        dailyDownloadByteCount = download / cycle * dailyRounds
    }

    private static func answerByteCount(_ round: Round, _ layout: FrameLayout) -> Int {
        var count = 8 + layout.retrievedByteCount(round)
        if round.isBellRound(layout.parameters) {
            count += layout.bellTableByteCount + 2 * SessionKeys.tagByteCount
        }
        return count
    }

    private static func onTheWire(_ byteCount: Int) -> Int {
        let message = byteCount + messageOverhead
        let records = (message + recordContentLimit - 1) / recordContentLimit
        return message + records * recordOverhead
    }
}
