/// What address books give away about people who did not upload theirs: some friendships are
/// hidden and guessed from the rest.
package struct HiddenContacts: Sendable {
    /// The share of the pairs that is hidden.
    package static let hiddenShare = 0.2
    /// Lists of more people than this are left out (memory: 34 MB per measure).
    package static let userLimit = 4096

    private let contacts: PartnerGraph

    package init(_ contacts: PartnerGraph) {
        self.contacts = contacts
    }

    package func scores(seed: UInt64 = 3) -> [AttackScore] {
        guard contacts.pairs.count >= 50, contacts.userCount <= Self.userLimit else {
            return []
        }
        var generator = SeededGenerator(seed: seed)
        let shuffled = contacts.pairs.shuffled(using: &generator)
        let hiddenCount = Int(Double(shuffled.count) * Self.hiddenShare)
        let hidden = PartnerGraph(
            userCount: contacts.userCount, uniquePairs: shuffled.prefix(hiddenCount).sorted())
        let known = PartnerGraph(
            userCount: contacts.userCount, uniquePairs: shuffled.dropFirst(hiddenCount).sorted())
        let common = Neighbourhood.sums(known) { _ in 1 }
        let contenders: [(String, PairScores)] = [
            (
                "resource allocation",
                Neighbourhood.sums(known) { 1 / Float(known.degree(of: $0)) }
            ),
            ("common friends", common),
            ("Katz", Neighbourhood.katz(known, twoSteps: common)),
        ]
        let scorer = Scorer(
            truth: hidden, activity: known.degrees, attackCount: contenders.count)
        return Holm.corrected(
            contenders.map { name, scores in
                var candidates = scores
                candidates.exclude(known)
                return scorer.score(name, candidates)
            })
    }
}
