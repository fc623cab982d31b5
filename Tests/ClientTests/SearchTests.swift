import Client
import ClientCore
import Testing

/// Words are found wherever they are, quickly, and not when they are gone.
@Suite struct SearchTests {
    private func message(_ sequence: UInt64, _ text: String, in space: String = "a")
        -> MessageRecord
    {
        StoredMessage.record(sequence, text, in: space)
    }

    @Test func findsWhatIsThere() {
        var index = SearchIndex()
        index.take(message(1, "The Moon is full"))
        index.take(message(2, "no moon tonight"))
        index.take(message(3, "ÄPFEL und שלום", in: "b"))
        #expect(index.search("moon", limit: 10).map(\.sequence) == [2, 1])
        #expect(index.search("MOON full", limit: 10).map(\.sequence) == [1])
        #expect(index.search("äpfel", limit: 10).map(\.space) == ["b"])
        #expect(index.search("שלום", in: ["a"], limit: 10).isEmpty)
        #expect(index.search("  ", limit: 10).isEmpty)
        // Not across the end of one text and the beginning of the next.
        #expect(index.search("fullno", limit: 10).isEmpty)
        index.take(message(1, "changed"))
        #expect(index.search("full", limit: 10).isEmpty)
        index.remove(space: "a", sequence: 2)
        #expect(index.search("tonight", limit: 10).isEmpty)
        index.remove(space: "b")
        #expect(index.search("und", limit: 10).isEmpty)
        #expect(index.messageCount == 1)
    }

    /// The figure of the documentation: a hundred thousand messages, words of all frequencies.
    @Test func isQuickAtAHundredThousand() {
        var random = SystemRandomNumberGenerator()
        let words = (0..<5_000).map { _ in
            String(
                (0..<Int.random(in: 3...9, using: &random)).map { _ in
                    Character(UnicodeScalar(UInt8.random(in: 97...122, using: &random)))
                })
        }
        var index = SearchIndex()
        for number in 1...100_000 {
            let text = (0..<10).map { _ in words.randomElement(using: &random) ?? "" }
            index.take(message(UInt64(number), text.joined(separator: " ")))
        }
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<51 {
            let word = words.randomElement(using: &random) ?? ""
            times.append(clock.measure { _ = index.search(word, limit: 100) })
        }
        let median = times.sorted()[times.count / 2]
        print("search at 100,000 messages: median \(median)")
        #expect(index.messageCount == 100_000)
        #expect(median < .milliseconds(100))
    }
}
