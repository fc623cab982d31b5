package import Wire

/// Writes down all that leader and helper see while they run: the adversary's notebook.
///
/// The released servers have none. It stands at their ends of the wire, in the laboratory alone,
/// and takes of what passes there whose it is, when, in which order, how large, and whether the same
/// bytes were there before. Slots are named by the number of their client, so that what the attacks
/// say can be scored.
package final class LiveRecorder {
    private let sink: (Sighting) -> Void
    private let layout: FrameLayout
    private var clientOfSession: [UInt64: Int] = [:]
    /// Sessions of the round that the helper works on.
    private var proposed: [UInt64] = []
    private var members: [UInt64] = []
    /// How many messages of the link could not be read: none, or the recording is incomplete.
    package private(set) var unreadCount = 0

    package init(_ parameters: DeploymentParameters, sink: @escaping (Sighting) -> Void) {
        self.sink = sink
        layout = FrameLayout(parameters)
    }

    // MARK: The leader, towards its clients

    func leaderGained(client: Int, at time: Int64) {
        note(time, .leader, .connection, client, 0, isIncoming: true)
    }

    func leaderLost(client: Int, at time: Int64) {
        note(time, .leader, .disconnection, client, 0, isIncoming: true)
    }

    func leaderReceived(_ bytes: [UInt8], client: Int, at time: Int64) {
        switch try? ClientMessage(bytes) {
        case .frame(let frame):
            note(
                time, .leader, .frame, client, bytes.count, isIncoming: true,
                digest: Self.cellDigest(frame))
        case .open:
            note(time, .leader, .opening, client, bytes.count, isIncoming: true)
        default:
            note(time, .leader, .message, client, bytes.count, isIncoming: true)
        }
    }

    func leaderSent(_ bytes: [UInt8], client: Int, at time: Int64) {
        let kind: Sighting.Kind
        switch bytes.first {
        case LeaderMessage.answerType: kind = .answer
        case LeaderMessage.missed(Round(rawValue: 0)).encoded.first: kind = .missed
        default: kind = .message
        }
        note(time, .leader, kind, client, bytes.count, isIncoming: false)
    }

    func leaderSentHelper(_ bytes: [UInt8], at time: Int64) {
        if bytes.first == Self.frameType { return }
        note(time, .leader, .link, -1, bytes.count, isIncoming: false)
    }

    // MARK: The helper

    /// A client's frame on the link is the client's; all else belongs to everybody.
    func helperReceived(_ bytes: [UInt8], _ clientOfSlot: [UInt32: Int], at time: Int64) {
        guard let message = try? LinkMessageToHelper(bytes) else { return unreadCount += 1 }
        switch message {
        case .openSession(_, let session, _, _, let opening):
            let client = clientOfSlot[opening.slot] ?? -1
            clientOfSession[session] = client
            note(time, .helper, .opening, client, bytes.count, isIncoming: true)
        case .endSession(let session):
            let client = clientOfSession.removeValue(forKey: session) ?? -1
            note(time, .helper, .disconnection, client, bytes.count, isIncoming: true)
        case .frame(let session, let frame):
            note(
                time, .helper, .frame, clientOfSession[session] ?? -1, bytes.count,
                isIncoming: true, digest: Self.cellDigest(frame))
        case .closeRound(_, let sessions):
            proposed = sessions
            note(time, .helper, .link, -1, bytes.count, isIncoming: true)
        default: note(time, .helper, .link, -1, bytes.count, isIncoming: true)
        }
    }

    func helperSent(_ bytes: [UInt8], at time: Int64) {
        guard let message = try? LinkMessageToLeader(bytes) else { return unreadCount += 1 }
        switch message {
        case .roundSet(_, let verdicts, _):
            members = zip(proposed, verdicts).filter { $0.1 == nil }.map(\.0)
            note(time, .helper, .link, -1, bytes.count, isIncoming: false)
        case .answers(let round, let first, let entries):
            noteAnswers(round, Int(first), entries.count, at: time)
        default: note(time, .helper, .link, -1, bytes.count, isIncoming: false)
        }
    }

    /// The helper's answers travel together; which bytes are whose is plain to it.
    private func noteAnswers(_ round: Round, _ first: Int, _ byteCount: Int, at time: Int64) {
        let tag = round.isBellRound(layout.parameters) ? SessionKeys.tagByteCount : 0
        let size = layout.retrievedByteCount(round) + tag
        for index in first..<min(members.count, first + byteCount / size) {
            note(
                time, .helper, .answer, clientOfSession[members[index]] ?? -1, size,
                isIncoming: false)
        }
    }

    // MARK: Notes

    private func note(
        _ time: Int64, _ server: Sighting.Server, _ kind: Sighting.Kind, _ client: Int,
        _ byteCount: Int, isIncoming: Bool, digest: UInt32 = 0
    ) {
        sink(
            Sighting(
                time: time, server: server, kind: kind, client: client, byteCount: byteCount,
                isIncoming: isIncoming, digest: digest))
    }

    private static let frameType =
        LinkMessageToHelper.frame(session: 0, frame: []).encoded.first

    /// Of the cell alone: the round's number before it never comes again.
    private static func cellDigest(_ frame: [UInt8]) -> UInt32 {
        let cell = frame.dropFirst(8).prefix(DeploymentParameters.cellByteCount)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        // FNV-1a (Fowler, Noll, Vo); the first bytes of a random cell are as good as all of them.
        for byte in cell.prefix(64) { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash >> 32) | 1
    }
}
