#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How close two people are, from nothing but who wrote when.
///
/// The measures are those that Gilbert and Karahalios, "Predicting Tie Strength with Social
/// Media" (CHI 2009), found to matter and that a message log has: intensity, duration,
/// reciprocity, and recency.
package struct TieStrength: Sendable {
    /// One pair with what is known of it.
    package struct Tie: Sendable {
        package let pair: PartnerGraph.Pair
        package var messageCount = 0
        package var sentByFirst = 0
        package var activeDays = 0
        fileprivate var lastDay = Int.min
        fileprivate var lastTime: Int64 = 0

        /// 1 if both write equally much, 0 if only one does.
        package var balance: Double {
            let sent = Double(min(sentByFirst, messageCount - sentByFirst))
            return messageCount == 0 ? 0 : 2 * sent / Double(messageCount)
        }

        fileprivate func strength(at end: Int64, span: Double) -> Double {
            let age = Double(end - lastTime) / max(span, 1)
            return log(1 + Double(messageCount)) * (0.5 + 0.5 * balance)
                + log(1 + Double(activeDays)) * 2 + 2 * exp(-4 * age)
        }
    }

    /// Strongest first.
    package let ties: [(tie: Tie, strength: Double)]

    package init(_ log: MessageLog, rows: Range<Int>) {
        var byPair: [PartnerGraph.Pair: Tie] = [:]
        for row in rows where log.from[row] != log.to[row] {
            let pair = PartnerGraph.Pair(log.from[row], log.to[row])
            var tie = byPair[pair] ?? Tie(pair: pair)
            tie.messageCount += 1
            if log.from[row] == pair.first { tie.sentByFirst += 1 }
            let day = CivilTime.day(ofMilliseconds: log.times[row])
            if day != tie.lastDay { tie.activeDays += 1 }
            tie.lastDay = day
            tie.lastTime = log.times[row]
            byPair[pair] = tie
        }
        let end = rows.last.map { log.times[$0] } ?? 0
        let span = Double(end - (rows.first.map { log.times[$0] } ?? 0))
        ties = byPair.values.map { ($0, $0.strength(at: end, span: span)) }
            .sorted { ($1.1, $0.0.pair) < ($0.1, $1.0.pair) }
    }

    /// How well the strength of ties in the first three quarters of a log tells which of them are
    /// used again in the last quarter: AUC over the ties of the first part.
    package static func selfCheck(_ log: MessageLog) -> (auc: Double, tieCount: Int)? {
        let cut = Int(Double(log.count) * 0.75)
        let earlier = TieStrength(log, rows: 0..<cut)
        let later = log.partners(rows: cut..<log.count)
        var present = 0
        var wins = 0
        var seenAbsent = 0
        // From the weakest: each tie that is used again beats every unused one below it.
        for entry in earlier.ties.reversed() {
            if later.contains(Int(entry.tie.pair.first), Int(entry.tie.pair.second)) {
                present += 1
                wins += seenAbsent
            } else {
                seenAbsent += 1
            }
        }
        guard present > 0, seenAbsent > 0 else { return nil }
        return (Double(wins) / Double(present * seenAbsent), earlier.ties.count)
    }
}
