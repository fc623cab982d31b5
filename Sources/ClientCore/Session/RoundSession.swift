import PrivateRetrieval
package import Wire

/// An open session with both servers: makes frames and opens answers.
///
/// A value without state of its own, so that engine and pacer can both hold it; who sends keeps to
/// one frame a round.
package struct RoundSession: Sendable {
    /// What goes into the frame of one round.
    package struct Content: Sendable {
        package var cell: [UInt8]
        package var bell: [UInt8]
        /// R slots to read.
        package var targets: [Int]
        /// Used in knock rounds alone.
        package var knock: Knock

        package struct Knock: Sendable {
            package var place: Int
            package var record: [UInt8]
            /// The place of the board to read.
            package var target: Int
        }
    }

    /// Milliseconds after the beginning of a round at which this session sends: drawn once.
    package let sendingMilliseconds: Int
    /// The leader's clock minus this machine's, in milliseconds.
    package let clockOffsetMilliseconds: Int64
    package let parameters: DeploymentParameters
    package let layout: FrameLayout
    private let session: UInt64
    private let slot: UInt32
    private let descriptorDigest: [UInt8]
    private let leaderKeys: SessionKeys
    private let helperKeys: SessionKeys

    init(
        session: UInt64, slot: UInt32, descriptor: DeploymentDescriptor, leaderKeys: SessionKeys,
        helperKeys: SessionKeys, sendingMilliseconds: Int, clockOffsetMilliseconds: Int64
    ) {
        self.session = session
        self.slot = slot
        parameters = descriptor.parameters
        layout = FrameLayout(descriptor.parameters)
        descriptorDigest = descriptor.digest
        self.leaderKeys = leaderKeys
        self.helperKeys = helperKeys
        self.sendingMilliseconds = sendingMilliseconds
        self.clockOffsetMilliseconds = clockOffsetMilliseconds
    }

    // MARK: Time

    /// The round that a local time falls into.
    package func round(at now: Int64) -> Round {
        Round(at: now + clockOffsetMilliseconds, parameters)
    }

    /// Local time at which the frame of a round is sent.
    package func sendTime(_ round: Round) -> Int64 {
        round.start(parameters) + Int64(sendingMilliseconds) - clockOffsetMilliseconds
    }

    // MARK: Frames

    /// A frame of random bytes and random reads.
    package func coverFrame(_ round: Round) -> [UInt8] {
        var random = RandomSource.system
        return frame(round, .cover(parameters, random: &random))
    }

    package func frame(_ round: Round, _ content: Content) -> [UInt8] {
        var frame = ClientFrame(
            round: round, cell: content.cell, bell: content.bell,
            queries: content.targets.indices.map {
                query(lane: .cells, round, $0, target: content.targets[$0])
            },
            knock: nil)
        if round.isKnockRound(parameters) {
            frame.knock = ClientFrame.Knock(
                place: UInt32(content.knock.place), record: content.knock.record,
                query: query(lane: .knocks, round, 0, target: content.knock.target))
        }
        let bytes = frame.content
        return bytes + helperKeys.frameTag(session: session, slot: slot, frameContent: bytes[...])
    }

    private func query(lane: Lane, _ round: Round, _ index: Int, target: Int) -> [UInt8] {
        do {
            return try DPF.correctionWords(
                target: target, records: lane.recordCount(parameters),
                leaderRoot: QueryRoot(
                    leaderKeys.querySecrets(lane: lane, round: round, query: index).root),
                helperRoot: QueryRoot(
                    helperKeys.querySecrets(lane: lane, round: round, query: index).root),
                tweak: RoundTweak(
                    RoundConstant.derive(
                        descriptorDigest: descriptorDigest, lane: lane, round: round)))
        } catch {
            preconditionFailure("a target outside of the lane, or parameters out of limits")
        }
    }

    // MARK: Records

    /// What both servers hold about the own slot, each vouched for by the server itself.
    package func open(
        leader: VouchedRecord, helper: VouchedRecord
    ) throws(WireError) -> HeldRecords {
        HeldRecords(
            leader: try leader.opened(session: session, keys: leaderKeys),
            helper: try helper.opened(session: session, keys: helperKeys))
    }

    // MARK: Answers

    /// Takes both servers' pads off an answer.
    package func open(_ answer: RoundAnswer) -> (cells: [[UInt8]], knock: [UInt8]?) {
        var position = 0
        func take(_ lane: Lane, _ query: Int) -> [UInt8] {
            var record = Array(answer.retrieved[position..<position + lane.recordByteCount])
            position += lane.recordByteCount
            for keys in [leaderKeys, helperKeys] {
                let pad = keys.querySecrets(lane: lane, round: answer.round, query: query).padKey
                do {
                    try Pad.apply(key: pad, to: &record)
                } catch {
                    preconditionFailure("a pad key has 16 bytes")
                }
            }
            return record
        }
        let cells = (0..<parameters.readsPerRound).map { take(.cells, $0) }
        return (cells, answer.round.isKnockRound(parameters) ? take(.knocks, 0) : nil)
    }

    /// The bell table of an answer, if both servers vouch for the same one.
    ///
    /// A table that only one of them stands for could steer the reads of those who believe it.
    package func verifiedBells(_ answer: RoundAnswer) -> [UInt8]? {
        guard let table = answer.bellTable else { return nil }
        let digest = BellTable.digest(table.bells)
        let vouched = [(leaderKeys, table.leaderTag), (helperKeys, table.helperTag)].allSatisfy {
            ConstantTime.equal(
                $0.bellTableTag(round: answer.round, tableDigest: digest), $1)
        }
        return vouched ? table.bells : nil
    }
}

extension RoundSession.Content {
    /// Random bytes and random reads.
    package static func cover(
        _ parameters: DeploymentParameters, random: inout RandomSource
    ) -> Self {
        Self(
            cell: random.bytes(DeploymentParameters.cellByteCount),
            bell: random.bytes(DeploymentParameters.bellByteCount),
            targets: (0..<parameters.readsPerRound).map { _ in
                Int.random(in: 0..<parameters.capacity, using: &random)
            },
            knock: Knock(
                place: Int.random(in: 0..<parameters.knockPlaceCount, using: &random),
                record: random.bytes(DeploymentParameters.knockByteCount),
                target: Int.random(in: 0..<parameters.knockPlaceCount, using: &random)))
    }
}
