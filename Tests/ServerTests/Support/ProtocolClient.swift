package import Crypto
import FoundationEssentials
import PrivateRetrieval
package import Wire

/// What a client computes, and nothing of how it connects: registration, session openings, frames
/// and the records in answers.
package final class ProtocolClient {
    package struct Session {
        package var number: UInt64
        package var leader: SessionKeys
        package var helper: SessionKeys
    }

    /// An opening on its way, and what its answer is read with.
    package struct PreparedOpening {
        package var opening: SessionOpening
        package var transcript: SessionTranscript
        var ephemeral: XWingMLKEM768X25519.PrivateKey
        var leaderSecret: SymmetricKey
        var helperSecret: SymmetricKey
    }

    package struct WrongConfirmation: Error {}

    package let descriptor: DeploymentDescriptor
    package let layout: FrameLayout
    package var key = Curve25519.Signing.PrivateKey()
    package var slot: UInt32 = 0
    package var generation: UInt32 = 0
    package var session: Session?

    package init(_ descriptor: DeploymentDescriptor) {
        self.descriptor = descriptor
        layout = FrameLayout(descriptor.parameters)
    }

    private var parameters: DeploymentParameters { descriptor.parameters }

    package func registration(_ ticket: [UInt8]) throws -> Registration {
        try Registration(
            ticket: ticket, accountKey: key, descriptorDigest: descriptor.digest)
    }

    package func prepareOpening(
        leaderNonce: [UInt8], helperNonce: [UInt8]
    ) throws -> PreparedOpening {
        let ephemeral = try XWingMLKEM768X25519.PrivateKey.generate()
        let leader = try XWingMLKEM768X25519.PublicKey(
            rawRepresentation: Data(descriptor.leader.kemKey)
        ).encapsulate()
        let helper = try XWingMLKEM768X25519.PublicKey(
            rawRepresentation: Data(descriptor.helper.kemKey)
        ).encapsulate()
        var opening = SessionOpening(
            slot: slot, generation: generation,
            ephemeralKey: Array(ephemeral.publicKey.rawRepresentation),
            leaderEncapsulation: Array(leader.encapsulated),
            helperEncapsulation: Array(helper.encapsulated))
        let transcript = SessionTranscript(
            descriptorDigest: descriptor.digest, leaderNonce: leaderNonce,
            helperNonce: helperNonce, opening: opening)
        opening.signature = try transcript.sign(with: key)
        return PreparedOpening(
            opening: opening, transcript: transcript, ephemeral: ephemeral,
            leaderSecret: leader.sharedSecret, helperSecret: helper.sharedSecret)
    }

    package func take(_ opened: SessionOpened, _ prepared: PreparedOpening) throws {
        func keys(
            _ role: ServerRole, _ secret: SymmetricKey, _ half: SessionOpened.Half
        ) throws -> SessionKeys {
            let keys = SessionKeys(
                role: role, staticSecret: secret,
                ephemeralSecret: try prepared.ephemeral.decapsulate(Data(half.encapsulation)),
                transcript: prepared.transcript, returnEncapsulation: half.encapsulation)
            guard keys.confirmation(prepared.transcript) == half.confirmation else {
                throw WrongConfirmation()
            }
            return keys
        }
        session = Session(
            number: opened.session,
            leader: try keys(.leader, prepared.leaderSecret, opened.leader),
            helper: try keys(.helper, prepared.helperSecret, opened.helper))
    }

    // MARK: Rounds

    package struct NoSession: Error {}

    private func currentSession() throws -> Session {
        guard let session else { throw NoSession() }
        return session
    }

    package func frame(
        round: Round, cell: [UInt8]? = nil, bell: [UInt8]? = nil, reading targets: [Int],
        knock: (place: Int, record: [UInt8], reading: Int)? = nil
    ) throws -> ClientFrame {
        let queries = try targets.enumerated().map { index, target in
            try words(.cells, round: round, query: index, target: target)
        }
        var part: ClientFrame.Knock?
        if round.isKnockRound(parameters) {
            part = ClientFrame.Knock(
                place: UInt32(knock?.place ?? 0),
                record: knock?.record ?? noise(DeploymentParameters.knockByteCount),
                query: try words(.knocks, round: round, query: 0, target: knock?.reading ?? 0))
        }
        var frame = ClientFrame(
            round: round, cell: cell ?? noise(1_024), bell: bell ?? noise(16), queries: queries,
            knock: part)
        let session = try currentSession()
        frame.helperTag = session.helper.frameTag(
            session: session.number, slot: slot, frameContent: frame.content[...])
        return frame
    }

    private func words(
        _ lane: Lane, round: Round, query: Int, target: Int
    ) throws -> [UInt8] {
        let session = try currentSession()
        let leader = session.leader.querySecrets(lane: lane, round: round, query: query)
        let helper = session.helper.querySecrets(lane: lane, round: round, query: query)
        return try DPF.correctionWords(
            target: target, records: lane.recordCount(parameters),
            leaderRoot: try QueryRoot(leader.root), helperRoot: try QueryRoot(helper.root),
            tweak: try RoundTweak(
                RoundConstant.derive(
                    descriptorDigest: descriptor.digest, lane: lane, round: round)))
    }

    /// The records of an answer, pads removed: R cells and, in knock rounds, one of the board.
    package func open(_ answer: RoundAnswer) throws -> [[UInt8]] {
        let session = try currentSession()
        var records: [[UInt8]] = []
        var rest = answer.retrieved[...]
        func take(_ lane: Lane, _ query: Int) throws {
            var record = Array(rest.prefix(lane.recordByteCount))
            rest = rest.dropFirst(lane.recordByteCount)
            for keys in [session.leader, session.helper] {
                let secrets = keys.querySecrets(lane: lane, round: answer.round, query: query)
                try Pad.apply(key: secrets.padKey, to: &record)
            }
            records.append(record)
        }
        for query in 0..<parameters.readsPerRound { try take(.cells, query) }
        if answer.round.isKnockRound(parameters) { try take(.knocks, 0) }
        return records
    }
}

package func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in .random(in: .min ... .max) }
}

package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
