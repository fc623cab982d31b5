import PrivateRetrieval
import ServerTestSupport
import Testing
import Wire

/// Bad queries get an error, alone; the round goes on for the others.
@Suite struct BadQueryTests {
    /// One who sends what `bad` makes of a good frame, and two others in the same round.
    private func expectRefusedAlone(
        _ comment: Comment, isKnockRound: Bool = false,
        _ bad: (TestClient, Round) throws -> [UInt8]
    ) throws {
        let deployment = try TestDeployment()
        deployment.link()
        let mallory = try TestClient.joined(deployment)
        let others = try (0..<2).map { _ in try TestClient.joined(deployment) }
        deployment.toRound { $0.isKnockRound(deployment.parameters) == isKnockRound }
        for client in [mallory] + others { _ = client.received }
        let cell = noise(1_024)
        let targets = [Int(others[0].slot), 0]
        others[0].send(
            try others[0].frame(round: deployment.round, cell: cell, reading: targets))
        deployment.send(.frame(try bad(mallory, deployment.round)), on: mallory.connection)
        others[1].send(try others[1].frame(round: deployment.round, reading: targets))
        deployment.closeRound()
        #expect(mallory.received == [.refused(.malformed)], comment)
        #expect(deployment.disconnected.contains(mallory.connection), comment)
        for client in others {
            #expect(try client.open(try client.answer())[0] == cell, comment)
        }
        #expect(!deployment.wasRoundAbandoned, comment)
    }

    @Test func keysOfTheWrongLength() throws {
        for difference in [-16, -1, 1, 16] {
            try expectRefusedAlone("\(difference) bytes") { client, round in
                var frame = try client.frame(round: round, reading: [0, 0])
                if difference < 0 {
                    frame.queries[1].removeLast(-difference)
                } else {
                    frame.queries[1] += noise(difference)
                }
                return frame.encoded
            }
        }
    }

    @Test func keysForAnotherNumberOfRecords() throws {
        // A tree over one leaf here; over two there: the keys have another length.
        try expectRefusedAlone("600 records") { client, round in
            var frame = try client.frame(round: round, reading: [0, 0])
            frame.queries = try frame.queries.map { _ in
                try DPF.correctionWords(
                    target: 599, records: 600, leaderRoot: QueryRoot(noise(16)),
                    helperRoot: QueryRoot(noise(16)), tweak: RoundTweak(noise(16)))
            }
            return frame.encoded
        }
    }

    @Test func noQueriesAndMoreThanAllowed() throws {
        for count in [0, 1, 3, 100] {
            try expectRefusedAlone("\(count) queries") { client, round in
                var frame = try client.frame(round: round, reading: [0, 0])
                let query = frame.queries[0]
                frame.queries = (0..<count).map { _ in query }
                return frame.encoded
            }
        }
    }

    @Test func aPlaceThatTheBoardDoesNotHave() throws {
        for place in [UInt32(16 * 8), .max] {
            try expectRefusedAlone("place \(place)", isKnockRound: true) { client, round in
                var frame = try client.frame(round: round, reading: [0, 0])
                frame.knock?.place = place
                return frame.encoded
            }
        }
    }

    @Test func aRecordNumberOutOfRangeMakesNoQuery() throws {
        for target in [16, -1, .max] {
            #expect(throws: RetrievalError.recordOutOfRange) {
                try DPF.correctionWords(
                    target: target, records: 16, leaderRoot: QueryRoot(noise(16)),
                    helperRoot: QueryRoot(noise(16)), tweak: RoundTweak(noise(16)))
            }
        }
    }

    @Test func aRoundWithoutQueriesIsMissedAndTheNextOneIsServed() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let empty = deployment.round
        deployment.closeRound()
        #expect(alice.received == [.missed(empty)])
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try alice.answer()
    }

    /// More queries than one batch takes are answered in several.
    @Test(arguments: [2, 3, 5]) func aRoundLargerThanABatch(queryLimit: Int) throws {
        let deployment = try TestDeployment(
            retrieval: try RetrievalEngine(queryLimit: queryLimit))
        deployment.link()
        let clients = try (0..<7).map { _ in try TestClient.joined(deployment) }
        for isKnockRound in [false, true] {
            deployment.toRound { $0.isKnockRound(deployment.parameters) == isKnockRound }
            let cells = clients.map { _ in noise(1_024) }
            for (index, client) in clients.enumerated() {
                _ = client.received
                let next = clients[(index + 1) % clients.count]
                client.send(
                    try client.frame(
                        round: deployment.round, cell: cells[index],
                        reading: [Int(client.slot), Int(next.slot)]))
            }
            deployment.closeRound()
            for (index, client) in clients.enumerated() {
                let read = try client.open(try client.answer())
                #expect(read[0] == cells[index])
                #expect(read[1] == cells[(index + 1) % clients.count])
            }
        }
    }

    /// The largest deployment's knock board has eight million places.
    @Test func theLargestDeploymentsFramesHaveASize() throws {
        var parameters = DeploymentParameters()
        parameters.capacity = 1_000_000
        try parameters.validate()
        let layout = FrameLayout(parameters)
        #expect(layout.cellQueryByteCount == 242)
        #expect(layout.knockQueryByteCount == 14 * 16 + 2 + 64)
    }
}
