package import FoundationEssentials

/// Times as the API writes them: ISO 8601, UTC, milliseconds.
package enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// - Parameter unixMilliseconds: by the author's clock, and so not to be trusted.
    package static func text(unixMilliseconds: Int64) -> String {
        // Years 0 to 9999: what a date is written in.
        let seconds = min(max(Double(unixMilliseconds) / 1_000, -62_135_596_800), 253_402_300_799)
        return Date(timeIntervalSince1970: seconds).formatted(style)
    }

    package static func date(_ text: String) -> Date? { try? style.parse(text) }
}
