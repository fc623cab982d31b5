/// What the leader sends to the helper.
package enum LinkMessageToHelper: Sendable, Equatable {
    case hello(version: UInt16, descriptorDigest: [UInt8])
    /// After a reconnection: the sessions that go on; the helper forgets all others.
    case keepSessions([UInt64])
    /// A part of the account table, for a helper that has none yet.
    case adoptAccounts(firstSlot: UInt32, accounts: [AccountRecord], isLast: Bool)
    case storeAccount(request: UInt64, slot: UInt32, generation: UInt32, key: [UInt8])
    case drawNonce(request: UInt64)
    case openSession(
        request: UInt64, session: UInt64, leaderNonce: [UInt8], helperNonce: [UInt8],
        opening: SessionOpening)
    case endSession(UInt64)
    /// A client's frame, as it came.
    case frame(session: UInt64, frame: [UInt8])
    /// The round is closed on these sessions' frames, in ascending order of slots.
    case closeRound(Round, sessions: [UInt64])
    /// The leader's digests are these and equal to the helper's: evaluate the write set.
    case evaluate(Round, RoundDigests)
    /// The digests differ: here are the leader's group digests. An empty list says that this part
    /// was equal.
    ///
    /// With a bell seed (32 bytes; empty if the bells were equal) both replace *all* bells by noise
    /// from it. A bell of one slot that a server could set, clear or copy would steer the reads of
    /// that slot's contacts; all at once steer nobody.
    case repair(Round, planeGroups: [[UInt8]], bellSeed: [UInt8], emptyBoard: Bool)
    case repairCells(Round, [SlotRow])
    case repairEnd(Round)
    /// Asks for what the helper holds about the slot of a session, for its client.
    case readRecord(request: UInt64, session: UInt64)
    /// From a leader that was restored: asks for a part of the helper's account table.
    case readAccounts(request: UInt64, firstSlot: UInt32)
    /// Asks for the helper's cells of a plane whose SHA-256 is not the one given, from a slot on.
    case compareRows(request: UInt64, plane: UInt32, firstSlot: UInt32, hashes: [[UInt8]])
    /// An account wishes to be deleted: its slot is to be filled with random bytes and given back.
    ///
    /// Answered like ``storeAccount(request:slot:generation:key:)``.
    case vacate(request: UInt64, Vacancy)

    private enum Kind: UInt8 {
        case hello = 0x21
        case keepSessions, adoptAccounts, storeAccount, drawNonce, openSession, endSession
        case frame, closeRound, evaluate, repair, repairCells, repairEnd
        case readRecord, readAccounts, compareRows, vacate
    }

    package init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let type: UInt8 = try reader.readInteger("type")
        guard let kind = Kind(rawValue: type) else {
            throw WireError(.unknownType, "unknown link message type \(type)")
        }
        self = try Self.read(kind, &reader)
        try reader.finish("link message")
    }

    private static func read(
        _ kind: Kind, _ reader: inout ByteReader
    ) throws(WireError) -> LinkMessageToHelper {
        switch kind {
        case .hello:
            return .hello(
                version: try reader.readInteger("version"),
                descriptorDigest: try reader.read(32, "descriptor digest"))
        case .keepSessions: return .keepSessions(try reader.readSessions())
        case .adoptAccounts: return try readAccounts(&reader)
        case .storeAccount:
            return .storeAccount(
                request: try reader.readInteger("request"), slot: try reader.readInteger("slot"),
                generation: try reader.readInteger("generation"),
                key: try reader.read(AccountRecord.keyByteCount, "account key"))
        case .drawNonce: return .drawNonce(request: try reader.readInteger("request"))
        case .openSession:
            return .openSession(
                request: try reader.readInteger("request"),
                session: try reader.readInteger("session"),
                leaderNonce: try reader.read(SessionTranscript.nonceByteCount, "nonce"),
                helperNonce: try reader.read(SessionTranscript.nonceByteCount, "nonce"),
                opening: try SessionOpening(reading: &reader))
        case .endSession: return .endSession(try reader.readInteger("session"))
        case .frame:
            return .frame(
                session: try reader.readInteger("session"),
                frame: try reader.read(reader.remaining, "frame"))
        case .closeRound:
            return .closeRound(try reader.readRound(), sessions: try reader.readSessions())
        case .evaluate:
            return .evaluate(try reader.readRound(), try RoundDigests(reading: &reader))
        case .repair: return try readRepair(&reader)
        case .repairCells:
            return .repairCells(
                try reader.readRound(),
                try reader.readRows("cells", byteCount: DeploymentParameters.cellByteCount))
        case .repairEnd: return .repairEnd(try reader.readRound())
        case .readRecord:
            return .readRecord(
                request: try reader.readInteger("request"),
                session: try reader.readInteger("session"))
        case .readAccounts:
            return .readAccounts(
                request: try reader.readInteger("request"),
                firstSlot: try reader.readInteger("first slot"))
        case .compareRows:
            return .compareRows(
                request: try reader.readInteger("request"),
                plane: try reader.readInteger("plane"),
                firstSlot: try reader.readInteger("first slot"),
                hashes: try reader.readDigestList("row hashes"))
        case .vacate:
            return .vacate(
                request: try reader.readInteger("request"), try Vacancy(reading: &reader))
        }
    }

    private static func readAccounts(
        _ reader: inout ByteReader
    ) throws(WireError) -> LinkMessageToHelper {
        let firstSlot: UInt32 = try reader.readInteger("first slot")
        let isLast = try readFlag(&reader, "last part")
        let accounts = try reader.readList(
            "accounts", elementByteCount: AccountRecord.encodedByteCount
        ) { reader throws(WireError) in try AccountRecord(reading: &reader) }
        return .adoptAccounts(firstSlot: firstSlot, accounts: accounts, isLast: isLast)
    }

    private static func readRepair(
        _ reader: inout ByteReader
    ) throws(WireError) -> LinkMessageToHelper {
        let round = try reader.readRound()
        let planeGroups = try reader.readDigestList("plane groups")
        let bellSeed = try reader.readVector("bell seed")
        guard [0, 32].contains(bellSeed.count) else {
            throw WireError(.wrongSize, "a bell seed has 32 bytes")
        }
        return .repair(
            round, planeGroups: planeGroups, bellSeed: bellSeed,
            emptyBoard: try readFlag(&reader, "empty board"))
    }

    private static func readFlag(
        _ reader: inout ByteReader, _ field: String
    ) throws(WireError) -> Bool {
        let value: UInt8 = try reader.readInteger(field)
        guard value <= 1 else { throw WireError(.invalidValue, "\(field): neither 0 nor 1") }
        return value == 1
    }
}

extension LinkMessageToHelper {
    private var kind: Kind {
        switch self {
        case .hello: .hello
        case .keepSessions: .keepSessions
        case .adoptAccounts: .adoptAccounts
        case .storeAccount: .storeAccount
        case .drawNonce: .drawNonce
        case .openSession: .openSession
        case .endSession: .endSession
        case .frame: .frame
        case .closeRound: .closeRound
        case .evaluate: .evaluate
        case .repair: .repair
        case .repairCells: .repairCells
        case .repairEnd: .repairEnd
        case .readRecord: .readRecord
        case .readAccounts: .readAccounts
        case .compareRows: .compareRows
        case .vacate: .vacate
        }
    }

    /// A client's frame on its way, as ``frame(session:frame:)`` encodes it.
    package static func encodedFrame(session: UInt64, frame: ArraySlice<UInt8>) -> [UInt8] {
        var writer = ByteWriter(reserving: 9 + frame.count)
        writer.writeInteger(Kind.frame.rawValue)
        writer.writeInteger(session)
        writer.write(frame)
        return writer.bytes
    }

    /// Type and body.
    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 2_048)
        writer.writeInteger(kind.rawValue)
        encodeBody(into: &writer)
        return writer.bytes
    }

    private func encodeBody(into writer: inout ByteWriter) {
        switch self {
        case .hello(let version, let digest):
            writer.writeInteger(version)
            writer.write(digest)
        case .keepSessions(let sessions): writer.writeSessions(sessions)
        case .adoptAccounts(let firstSlot, let accounts, let isLast):
            writer.writeInteger(firstSlot)
            writer.writeInteger(UInt8(isLast ? 1 : 0))
            writer.writeList(accounts) { writer, account in account.encode(into: &writer) }
        case .storeAccount(let request, let slot, let generation, let key):
            writer.writeInteger(request)
            writer.writeInteger(slot)
            writer.writeInteger(generation)
            writer.write(key)
        case .drawNonce(let request): writer.writeInteger(request)
        case .openSession(let request, let session, let leaderNonce, let helperNonce, let opening):
            writer.writeInteger(request)
            writer.writeInteger(session)
            writer.write(leaderNonce)
            writer.write(helperNonce)
            opening.encode(into: &writer)
        case .endSession(let session): writer.writeInteger(session)
        case .vacate(let request, let vacancy):
            writer.writeInteger(request)
            vacancy.encode(into: &writer)
        case .frame(let session, let frame):
            writer.writeInteger(session)
            writer.write(frame)
        case .readRecord(let request, let session):
            writer.writeInteger(request)
            writer.writeInteger(session)
        case .readAccounts(let request, let firstSlot):
            writer.writeInteger(request)
            writer.writeInteger(firstSlot)
        case .compareRows(let request, let plane, let firstSlot, let hashes):
            writer.writeInteger(request)
            writer.writeInteger(plane)
            writer.writeInteger(firstSlot)
            writer.writeDigestList(hashes)
        case .closeRound, .evaluate, .repair, .repairCells, .repairEnd:
            encodeRound(into: &writer)
        }
    }

    private func encodeRound(into writer: inout ByteWriter) {
        switch self {
        case .closeRound(let round, let sessions):
            writer.writeInteger(round.rawValue)
            writer.writeSessions(sessions)
        case .evaluate(let round, let digests):
            writer.writeInteger(round.rawValue)
            digests.encode(into: &writer)
        case .repair(let round, let planeGroups, let bellSeed, let emptyBoard):
            writer.writeInteger(round.rawValue)
            writer.writeDigestList(planeGroups)
            writer.writeVector(bellSeed)
            writer.writeInteger(UInt8(emptyBoard ? 1 : 0))
        case .repairCells(let round, let rows):
            writer.writeInteger(round.rawValue)
            writer.writeRows(rows)
        case .repairEnd(let round): writer.writeInteger(round.rawValue)
        default: break
        }
    }
}
