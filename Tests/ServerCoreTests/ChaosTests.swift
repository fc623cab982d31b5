import ServerCore
import ServerTestSupport
import Testing
import Wire

/// Whatever falls, jumps or is sent again, in any order: no session is answered twice for one
/// round, neither by the helper (its pads) nor by the leader, and rounds are served in ascending
/// order for ever.
@Suite struct ChaosTests {
    /// A generator whose sequence a seed repeats (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    private enum Event: CaseIterable {
        case round, round2, round3, restartHelper, restartLeader, unlink, link
        case clockBack, clockAhead, replayFrame, replayToHelper, doubleToHelper, newSession
    }

    /// One run from one seed.
    private final class Run {
        let deployment: TestDeployment
        var random: Seeded
        var clients: [TestClient] = []
        var oldFrames: [(TestClient, ClientFrame)] = []
        var answered = 0

        init(seed: UInt64) throws {
            random = Seeded(state: seed)
            deployment = try TestDeployment { $0.capacity = 8 }
            deployment.link()
            clients = try (0..<3).map { _ in try TestClient.joined(deployment) }
        }

        /// Clients whose connection was closed come back, as far as the helper is there.
        private func reviveClients() {
            for client in clients {
                let isGone =
                    client.session == nil || deployment.disconnected.contains(client.connection)
                guard isGone else { continue }
                client.reconnect()
                try? client.openSession()
            }
        }

        private func playRound() throws {
            reviveClients()
            deployment.toNextRound()
            let round = deployment.round
            for client in clients where client.session != nil && Bool.random(using: &random) {
                // A client never prepares a round that is not above its last one.
                guard oldFrames.allSatisfy({ $0.0 !== client || $0.1.round < round }) else {
                    continue
                }
                let frame = try client.frame(round: round, reading: [0, 1])
                oldFrames.append((client, frame))
                client.send(frame)
            }
            deployment.closeRound()
            for client in clients {
                for case .answer in client.received { answered += 1 }
            }
        }

        func play(_ event: Event) throws {
            switch event {
            case .round, .round2, .round3: try playRound()
            case .restartHelper: try deployment.restartHelper()
            case .restartLeader: try deployment.restartLeader()
            case .unlink: deployment.unlink()
            case .link: if !deployment.isLinked { deployment.link() }
            case .clockBack: deployment.advance(by: -.random(in: 1...5_000, using: &random))
            case .clockAhead: deployment.advance(by: .random(in: 1...5_000, using: &random))
            case .replayFrame:
                if let (client, frame) = oldFrames.randomElement(using: &random) {
                    client.send(frame)
                }
            case .replayToHelper:
                if deployment.isLinked, let old = deployment.toHelper.randomElement(using: &random)
                {
                    deployment.deliverToHelper(old)
                }
            case .doubleToHelper:
                let isOn = Bool.random(using: &random)
                deployment.changeToHelper = { message in
                    switch message {
                    case .closeRound where isOn, .evaluate where isOn: [message, message]
                    default: [message]
                    }
                }
            case .newSession: clients.randomElement(using: &random)?.reconnect()
            }
        }
    }

    @Test(arguments: 1...8) func noRoundIsAnsweredTwice(seed: UInt64) throws {
        let run = try Run(seed: seed)
        for _ in 0..<80 {
            guard let event = Event.allCases.randomElement(using: &run.random) else { continue }
            try run.play(event)
        }
        // In the end everything is well again.
        run.deployment.changeToHelper = { [$0] }
        try run.deployment.restartHelper()
        run.deployment.advance(by: 60_000)
        let before = run.answered
        for _ in 0..<6 { try run.play(.round) }
        #expect(run.answered > before, "seed \(seed)")

        let evaluated = run.deployment.toLeader.compactMap { message in
            if case .answers(let round, _, _) = message { round } else { nil }
        }
        for (earlier, later) in zip(evaluated, evaluated.dropFirst()) {
            #expect(earlier < later, "seed \(seed)")
        }
        #expect(!evaluated.isEmpty)
    }
}
