/// What the leader sends to a client.
///
/// On the wire: a 32-bit length, a type, the body.
package enum LeaderMessage: Sendable, Equatable {
    /// The signed deployment file.
    case deployment([UInt8])
    /// Both servers' nonces for one session opening, and the leader's clock.
    case challenge(leaderNonce: [UInt8], helperNonce: [UInt8], unixMilliseconds: UInt64)
    case registered(slot: UInt32, generation: UInt32)
    case opened(SessionOpened)
    /// An answer, still encoded: its size depends on its round.
    case answer([UInt8])
    /// The round went by without an answer to this client (its frame came late, or the servers
    /// could not agree); what it held goes out again.
    case missed(Round)
    case refused(RefusalCode)
    /// What leader and helper hold about the session's slot; once a session, unasked.
    case records(leader: VouchedRecord, helper: VouchedRecord)
    /// The account is gone from both servers.
    case left

    private enum Kind: UInt8 {
        case deployment = 0x81
        case challenge = 0x82
        case registered = 0x83
        case opened = 0x84
        case answer = 0x85
        case missed = 0x86
        case refused = 0x87
        case records = 0x88
        case left = 0x89
    }

    /// The type of an answer, for servers that write its parts one after the other.
    package static let answerType = Kind.answer.rawValue

    /// The largest message that a client reads, whatever the parameters: a million slots' bells.
    package static let maximumByteCount = 1 << 25

    package init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let type: UInt8 = try reader.readInteger("type")
        switch Kind(rawValue: type) {
        case .deployment: self = .deployment(try reader.read(reader.remaining, "deployment"))
        case .challenge:
            self = .challenge(
                leaderNonce: try reader.read(SessionTranscript.nonceByteCount, "nonce"),
                helperNonce: try reader.read(SessionTranscript.nonceByteCount, "nonce"),
                unixMilliseconds: try reader.readInteger("clock"))
        case .registered:
            self = .registered(
                slot: try reader.readInteger("slot"),
                generation: try reader.readInteger("generation"))
        case .opened: self = .opened(try SessionOpened(reading: &reader))
        case .answer: self = .answer(try reader.read(reader.remaining, "answer"))
        case .missed: self = .missed(Round(rawValue: try reader.readInteger("round")))
        case .refused:
            let code: UInt16 = try reader.readInteger("code")
            guard let code = RefusalCode(rawValue: code) else {
                throw WireError(.invalidValue, "refused for an unknown reason (\(code))")
            }
            self = .refused(code)
        case .records:
            self = .records(
                leader: try VouchedRecord(reading: &reader),
                helper: try VouchedRecord(reading: &reader))
        case .left: self = .left
        case nil: throw WireError(.unknownType, "unknown message type \(type)")
        }
        try reader.finish("message")
    }

    /// Type and body.
    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 64)
        switch self {
        case .deployment(let file):
            writer.writeInteger(Kind.deployment.rawValue)
            writer.write(file)
        case .challenge(let leaderNonce, let helperNonce, let clock):
            writer.writeInteger(Kind.challenge.rawValue)
            writer.write(leaderNonce)
            writer.write(helperNonce)
            writer.writeInteger(clock)
        case .registered(let slot, let generation):
            writer.writeInteger(Kind.registered.rawValue)
            writer.writeInteger(slot)
            writer.writeInteger(generation)
        case .opened(let opened):
            writer.writeInteger(Kind.opened.rawValue)
            opened.encode(into: &writer)
        case .answer(let answer):
            writer.writeInteger(Kind.answer.rawValue)
            writer.write(answer)
        case .missed(let round):
            writer.writeInteger(Kind.missed.rawValue)
            writer.writeInteger(round.rawValue)
        case .left: writer.writeInteger(Kind.left.rawValue)
        case .refused(let code):
            writer.writeInteger(Kind.refused.rawValue)
            writer.writeInteger(code.rawValue)
        case .records(let leader, let helper):
            writer.writeInteger(Kind.records.rawValue)
            leader.encode(into: &writer)
            helper.encode(into: &writer)
        }
        return writer.bytes
    }
}
