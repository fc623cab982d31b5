/// What the battery finds of one leak of known size in one recording.
package struct LeakPower: Sendable {
    package let leak: Leak
    /// The share of the messages that shows.
    package let share: Double
    /// How often other messages were drawn, and how often the leak was found then.
    package let draws: Int
    package let foundCount: Int
    /// The battery's scores at the first draw.
    package let scores: [AttackScore]

    /// Found more often than not.
    package var isFound: Bool { foundCount * 2 > draws }

    /// The attack that found it most clearly.
    package var strongest: AttackScore? {
        scores.min {
            ($0.correctedP, -$0.precisionAt1, -$0.auc) < ($1.correctedP, -$1.precisionAt1, -$1.auc)
        }
    }
}

/// Injects leaks into one recording and sends the battery after them.
package struct LeakTrial: Sendable {
    /// Sizes of a fast path, from the smallest.
    package static let shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]

    private let recording: Recording
    private let graph: PartnerGraph
    private let messages: [LeakInjection.Message]

    /// - Parameters:
    ///   - graph: Partners by slot number.
    ///   - messages: What was written while it was recorded, in the order of time.
    package init(
        _ recording: Recording, graph: PartnerGraph, messages: [LeakInjection.Message]
    ) {
        self.recording = recording
        self.graph = graph
        self.messages = messages
    }

    package func power(_ leak: Leak, share: Double? = nil, draws: Int) async throws(InputError)
        -> LeakPower
    {
        var first: [AttackScore] = []
        var found = 0
        for draw in 0..<draws {
            let injection = LeakInjection(leak, share: share, seed: 31 &+ UInt64(draw))
            let leaking = injection.injected(into: recording, messages: messages)
            let scores = await RecordingBattery(try RoundObserver(leaking), truth: graph).run()
            if draw == 0 { first = scores }
            if scores.contains(where: \.isSignificant) { found += 1 }
        }
        return LeakPower(
            leak: leak, share: share ?? leak.usualShare, draws: draws, foundCount: found,
            scores: first)
    }

    /// A fast path from one message in a hundred up to the size that is found in most of five
    /// draws, then every other leak once.
    package func everything() async throws(InputError) -> [LeakPower] {
        var results: [LeakPower] = []
        for share in Self.shares {
            let result = try await power(.fastPath, share: share, draws: 5)
            results.append(result)
            if result.isFound { break }
        }
        for leak in Leak.allCases where leak != .none && leak != .fastPath {
            results.append(try await power(leak, draws: 1))
        }
        return results
    }
}
