import ClientCore
import Testing

@Suite struct PublishingOrderTests {
    /// A text whose cell its reader has missed does not wait until the file that travels behind it is
    /// through, nor until its page comes round again.
    @Test func wordsAreRepeatedWhileAFileTravels() {
        var order = PublishingOrder()
        let words = ChannelID(conversation: "a", epoch: 1)
        let file = ChannelID(conversation: "a", epoch: 1 << 62)
        func cells(_ urgency: PublishingOrder.Urgency) -> [ChannelID?] {
            (0..<9).map { _ in
                order.next([
                    PublishingOrder.Candidate(channel: words, urgency: urgency),
                    PublishingOrder.Candidate(channel: file, urgency: .transfer),
                ])
            }
        }
        #expect(cells(.repetition).count { $0 == words } == 3)
        #expect(cells(.passing).allSatisfy { $0 == file })
        #expect(cells(.due).allSatisfy { $0 == words })
    }
}
