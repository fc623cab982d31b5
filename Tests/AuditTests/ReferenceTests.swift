import Audit
import Testing

/// The figures that the audit must reach on public data; a little below what it measures.
@Suite("Reference figures", .enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
struct ReferenceTests {
    @Test(
        "Contact suggestions on a student community",
        .enabled(if: TestData.isOptimised, Comment(rawValue: TestData.slowness)))
    func suggestions() async throws {
        let scores = await PeopleYouMayKnow(try TestData.messages("collegemsg/CollegeMsg.txt"))
            .scores()
        let allocation = try #require(scores.first { $0.attack == "resource allocation" })
        let learned = try #require(scores.last)
        #expect(abs(allocation.auc - 0.661) < 0.002)
        #expect(abs(allocation.precisionAt10 - 0.014) < 0.001)
        #expect(learned.auc >= 0.871)
        #expect(learned.precisionAt10 >= 0.025)
    }

    @Test("Contact suggestions on text messages of students")
    func sparseSuggestions() async throws {
        let scores = await PeopleYouMayKnow(try TestData.messages("copenhagen/sms.csv")).scores()
        let katz = try #require(scores.first { $0.attack == "Katz" })
        #expect(katz.auc >= 0.683)
        let learned = try #require(scores.last)
        #expect(learned.auc >= 0.730)
        #expect(learned.precisionAt10 >= 0.029)
    }

    @Test("Hidden friendships of students")
    func hiddenFriends() throws {
        let list = try TestData.contacts("copenhagen/fb_friends.csv")
        let best = try #require(HiddenContacts(list.graph(in: list.users).graph).scores().first)
        #expect(best.auc >= 0.90)
        #expect(best.precisionAt10 >= 0.165)
    }

    /// Receipts within so many seconds, and the figures of the reference.
    static let sealed: [(Double?, auc: Double, first: Double, matched: Double)] = [
        (1, 0.9995, 0.998, 0.9995), (60, 0.996, 0.934, 0.992), (3600, 0.939, 0.312, 0.902),
        (86_400, 0.789, 0.049, 0.742), (nil, 0.879, 0.509, 0.863),
    ]

    @Test(
        "Sealed senders on text messages of students",
        .enabled(if: TestData.isOptimised, Comment(rawValue: TestData.slowness)), arguments: sealed)
    func sealedSenders(_ within: Double?, auc: Double, first: Double, matched: Double) async throws
    {
        let log = try TestData.messages("copenhagen/sms.csv")
        let sealed = DeliveryLog(sealing: log, receiptsWithinSeconds: within, seed: 21)
        let scores = await DeliveryBattery(sealed, truth: log.partners()).run()
        #expect(
            scores.contains {
                $0.auc >= auc && $0.precisionAt1 >= first && ($0.matched ?? 0) >= matched
                    && $0.isSignificant
            }, "no attack reaches the reference in all three")
    }

    @Test("Homes, singling out and friends from check-ins")
    func places() throws {
        let log = try TestData.checkIns("gowalla_nyc/gowalla_events.csv.gz")
        let agreement = try #require(HomeAndWork(log).agreement())
        #expect(agreement.medianKilometers <= 1.2)
        #expect(agreement.withinOneKilometer >= 0.48)
        #expect(abs(agreement.chance - 0.06) < 0.02)
        let four = try #require(Unicity.results(log, pointCounts: [4]).first)
        #expect(four.share >= 0.99)
    }

    @Test("Receipts within a minute, by a single attack")
    func receiptsWithinMinute() throws {
        let log = try TestData.messages("copenhagen/sms.csv")
        let sealed = DeliveryLog(sealing: log, receiptsWithinSeconds: 60, seed: 21)
        let scorer = Scorer(truth: log.partners(), activity: sealed.volumes, attackCount: 1)
        let result = scorer.score("", CoincidenceAttack(windowSeconds: 60).scores(sealed))
        #expect(result.auc >= 0.99)
        #expect(result.precisionAt1 >= 0.93)
    }

    @Test("Sleep on odd days is sleep on even days")
    func rhythm() throws {
        for name in ["collegemsg/CollegeMsg.txt", "copenhagen/sms.csv"] {
            let agreement = try #require(Rhythm(try TestData.messages(name)).sleepAgreement())
            #expect(agreement.share >= 0.84, "\(name)")
        }
    }
}
