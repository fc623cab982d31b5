import Agent
import FoundationEssentials
import Glibc

/// Times as people read them: local, to the minute.
enum LocalTime {
    /// - Parameter text: ISO 8601, as the API writes it.
    static func text(_ text: String) -> String {
        guard let date = Timestamp.date(text) else { return text }
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return text }
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
