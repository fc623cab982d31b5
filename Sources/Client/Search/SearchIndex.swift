import CBytes
package import ClientCore

/// All words of a vault, in memory alone: the texts one behind the other, in lower case, and
/// where each of them came from.
///
/// A hundred thousand messages are some ten megabytes; looking through them takes a few
/// milliseconds, so that nothing more clever has to be kept, sealed or erased.
package struct SearchIndex: Sendable {
    private struct Place: Hashable {
        var conversation: Int
        var sequence: UInt64
    }

    private struct Entry {
        var place: Place
        var start: Int
        var count: Int
        var sentAt: Int64
    }

    /// A message that holds all words.
    package struct Hit: Sendable, Equatable {
        /// The conversation, or the space of its history.
        package var space: String
        package var sequence: UInt64
        package var sentAt: Int64
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var spaces: [String] = []
    private var numbers: [String: Int] = [:]
    private var newest: [Place: Int] = [:]

    package init() {}

    package var messageCount: Int { newest.count }

    /// Takes up a message, or what it has become.
    package mutating func take(_ message: MessageRecord) {
        let number = numbers[message.conversation] ?? spaces.count
        if number == spaces.count {
            spaces.append(message.conversation)
            numbers[message.conversation] = number
        }
        let place = Place(conversation: number, sequence: message.sequence)
        let folded = Self.folded(message)
        if let index = newest[place] {
            let old = entries[index]
            guard !bytes[old.start..<old.start + old.count].elementsEqual(folded) else { return }
            erase(place)
        }
        guard !folded.isEmpty, message.kind != .event else { return }
        newest[place] = entries.count
        entries.append(
            Entry(
                place: place, start: bytes.count, count: folded.count, sentAt: message.sentAt))
        bytes += folded
    }

    private static func folded(_ message: MessageRecord) -> [UInt8] {
        let name = message.file.map { " " + $0.name } ?? ""
        return Array((message.text + name).lowercased().utf8)
    }

    package mutating func remove(space: String, sequence: UInt64) {
        guard let number = numbers[space] else { return }
        erase(Place(conversation: number, sequence: sequence))
    }

    package mutating func remove(space: String) {
        guard let number = numbers[space] else { return }
        for place in newest.keys where place.conversation == number { erase(place) }
    }

    /// Nothing of a deleted text stays in memory.
    private mutating func erase(_ place: Place) {
        guard let index = newest.removeValue(forKey: place) else { return }
        let entry = entries[index]
        for position in entry.start..<entry.start + entry.count { bytes[position] = 0 }
        entries[index].count = 0
    }

    /// Messages that hold all words of a query, the newest first.
    /// - Parameter spaces: only in these; nil for all.
    package func search(_ query: String, in spaces: [String]? = nil, limit: Int) -> [Hit] {
        let words = query.lowercased().split(whereSeparator: \.isWhitespace)
            .map { Array($0.utf8) }.sorted { $0.count > $1.count }
        guard let longest = words.first else { return [] }
        let wanted = spaces.map { Swift.Set($0.compactMap { numbers[$0] }) }
        var hits: [Hit] = []
        for index in candidates(longest) {
            let entry = entries[index]
            guard wanted?.contains(entry.place.conversation) ?? true,
                words.dropFirst().allSatisfy({ contains($0, entry) })
            else { continue }
            hits.append(
                Hit(
                    space: self.spaces[entry.place.conversation], sequence: entry.place.sequence,
                    sentAt: entry.sentAt))
        }
        hits.sort { ($0.sentAt, $0.sequence) > ($1.sentAt, $1.sequence) }
        return Array(hits.prefix(limit))
    }

    /// Entries that hold a word, each once.
    private func candidates(_ word: [UInt8]) -> [Int] {
        var all: [Int] = []
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var position = 0
            while position < buffer.count {
                let found = bytes_find(
                    base + position, buffer.count - position, word, word.count)
                guard found >= 0 else { break }
                let offset = position + found
                let index = entry(at: offset)
                let entry = entries[index]
                let end = entry.start + entry.count
                // A word does not reach from one text into the next.
                if offset + word.count <= end {
                    all.append(index)
                    position = end
                } else {
                    position = offset + 1
                }
            }
        }
        return all
    }

    private func contains(_ word: [UInt8], _ entry: Entry) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return false }
            return bytes_find(base + entry.start, entry.count, word, word.count) >= 0
        }
    }

    /// The last entry that begins at an offset or before.
    private func entry(at offset: Int) -> Int {
        var range = 0..<entries.count
        while range.count > 1 {
            let middle = (range.lowerBound + range.upperBound) / 2
            range =
                entries[middle].start <= offset
                ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
