/// What the helper sends to the leader.
package enum LinkMessageToLeader: Sendable, Equatable {
    /// - Parameters:
    ///   - instance: drawn when the helper's process began; its sessions live as long.
    ///   - highWaterMark: the helper takes part in rounds above this one only; 0 for none yet.
    ///   - accountsDigest: of its account table; 32 zero bytes while it has none.
    case welcome(
        version: UInt16, descriptorDigest: [UInt8], instance: [UInt8], highWaterMark: Round,
        accountsDigest: [UInt8])
    case accountsAdopted
    case accountStored(request: UInt64)
    case nonce(request: UInt64, nonce: [UInt8])
    case sessionOpened(request: UInt64, SessionOpened.Half)
    case requestRefused(request: UInt64, RefusalCode)
    /// Which of the proposed sessions' frames the helper accepts, in the order proposed: the write
    /// set. Nil for those accepted. The digests are those after the writes.
    case roundSet(Round, verdicts: [RefusalCode?], RoundDigests)
    case roundRefused(Round, RoundRefusal)
    /// Hashes of the helper's rows in one group of rows that differs from the leader's.
    case repairHashes(Round, group: UInt32, hashes: [[UInt8]])
    case repairListed(Round)
    /// The helper's digests after a repair.
    case digests(Round, RoundDigests)
    /// Padded answers, and in bell rounds the helper's tag of the bell table, for members of the
    /// write set from number `first` on.
    case answers(Round, first: UInt32, entries: ArraySlice<UInt8>)
    case record(request: UInt64, VouchedRecord)
    /// A part of the account table, for a leader that was restored.
    case accounts(request: UInt64, [AccountRecord])
    /// Cells on which a restored leader differs.
    case rows(request: UInt64, [SlotRow])

    private enum Kind: UInt8 {
        case welcome = 0xA1
        case accountsAdopted, accountStored, nonce, sessionOpened, requestRefused, roundSet
        case roundRefused, repairHashes, repairListed, digests, answers
        case record, accounts, rows
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
    ) throws(WireError) -> LinkMessageToLeader {
        switch kind {
        case .welcome:
            return .welcome(
                version: try reader.readInteger("version"),
                descriptorDigest: try reader.read(32, "descriptor digest"),
                instance: try reader.read(LinkMessage.instanceByteCount, "instance"),
                highWaterMark: try reader.readRound(),
                accountsDigest: try reader.read(32, "accounts digest"))
        case .accountsAdopted: return .accountsAdopted
        case .accountStored: return .accountStored(request: try reader.readInteger("request"))
        case .nonce:
            return .nonce(
                request: try reader.readInteger("request"),
                nonce: try reader.read(SessionTranscript.nonceByteCount, "nonce"))
        case .sessionOpened:
            return .sessionOpened(
                request: try reader.readInteger("request"),
                try SessionOpened.Half(reading: &reader))
        case .requestRefused:
            let request: UInt64 = try reader.readInteger("request")
            guard let code = try readVerdict(&reader) else {
                throw WireError(.invalidValue, "refused without a reason")
            }
            return .requestRefused(request: request, code)
        case .roundSet:
            let round = try reader.readRound()
            let verdicts = try reader.readList(
                "verdicts", elementByteCount: 2, Self.readVerdict)
            return .roundSet(round, verdicts: verdicts, try RoundDigests(reading: &reader))
        case .roundRefused: return try readRoundRefused(&reader)
        case .repairHashes:
            return .repairHashes(
                try reader.readRound(), group: try reader.readInteger("group"),
                hashes: try reader.readDigestList("row hashes"))
        case .repairListed: return .repairListed(try reader.readRound())
        case .digests: return .digests(try reader.readRound(), try RoundDigests(reading: &reader))
        case .answers:
            return .answers(
                try reader.readRound(), first: try reader.readInteger("first"),
                entries: reader.readRest())
        case .record:
            return .record(
                request: try reader.readInteger("request"),
                try VouchedRecord(reading: &reader))
        case .accounts:
            let request: UInt64 = try reader.readInteger("request")
            let list = try reader.readList(
                "accounts", elementByteCount: AccountRecord.encodedByteCount
            ) { reader throws(WireError) in try AccountRecord(reading: &reader) }
            return .accounts(request: request, list)
        case .rows:
            return .rows(
                request: try reader.readInteger("request"),
                try reader.readRows("cells", byteCount: DeploymentParameters.cellByteCount))
        }
    }

    private static func readVerdict(
        _ reader: inout ByteReader
    ) throws(WireError) -> RefusalCode? {
        let value: UInt16 = try reader.readInteger("verdict")
        guard value != 0 else { return nil }
        guard let code = RefusalCode(rawValue: value) else {
            throw WireError(.invalidValue, "refused for an unknown reason (\(value))")
        }
        return code
    }

    private static func readRoundRefused(
        _ reader: inout ByteReader
    ) throws(WireError) -> LinkMessageToLeader {
        let round = try reader.readRound()
        let value: UInt16 = try reader.readInteger("reason")
        guard let reason = RoundRefusal(rawValue: value) else {
            throw WireError(.invalidValue, "round refused for an unknown reason (\(value))")
        }
        return .roundRefused(round, reason)
    }
}

extension LinkMessageToLeader {
    private var kind: Kind {
        switch self {
        case .welcome: .welcome
        case .accountsAdopted: .accountsAdopted
        case .accountStored: .accountStored
        case .nonce: .nonce
        case .sessionOpened: .sessionOpened
        case .requestRefused: .requestRefused
        case .roundSet: .roundSet
        case .roundRefused: .roundRefused
        case .repairHashes: .repairHashes
        case .repairListed: .repairListed
        case .digests: .digests
        case .answers: .answers
        case .record: .record
        case .accounts: .accounts
        case .rows: .rows
        }
    }

    /// Type and body.
    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 256)
        writer.writeInteger(kind.rawValue)
        switch self {
        case .welcome(let version, let digest, let instance, let mark, let accountsDigest):
            writer.writeInteger(version)
            writer.write(digest)
            writer.write(instance)
            writer.writeInteger(mark.rawValue)
            writer.write(accountsDigest)
        case .accountsAdopted: break
        case .accountStored(let request): writer.writeInteger(request)
        case .nonce(let request, let nonce):
            writer.writeInteger(request)
            writer.write(nonce)
        case .sessionOpened(let request, let half):
            writer.writeInteger(request)
            half.encode(into: &writer)
        case .requestRefused(let request, let code):
            writer.writeInteger(request)
            writer.writeInteger(code.rawValue)
        case .record(let request, let record):
            writer.writeInteger(request)
            record.encode(into: &writer)
        case .accounts(let request, let list):
            writer.writeInteger(request)
            writer.writeList(list) { writer, account in account.encode(into: &writer) }
        case .rows(let request, let rows):
            writer.writeInteger(request)
            writer.writeRows(rows)
        default: encodeRound(into: &writer)
        }
        return writer.bytes
    }

    private func encodeRound(into writer: inout ByteWriter) {
        switch self {
        case .roundSet(let round, let verdicts, let digests):
            writer.writeInteger(round.rawValue)
            writer.writeList(verdicts) { writer, verdict in
                writer.writeInteger(verdict?.rawValue ?? 0)
            }
            digests.encode(into: &writer)
        case .roundRefused(let round, let reason):
            writer.writeInteger(round.rawValue)
            writer.writeInteger(reason.rawValue)
        case .repairHashes(let round, let group, let hashes):
            writer.writeInteger(round.rawValue)
            writer.writeInteger(group)
            writer.writeDigestList(hashes)
        case .repairListed(let round): writer.writeInteger(round.rawValue)
        case .digests(let round, let digests):
            writer.writeInteger(round.rawValue)
            digests.encode(into: &writer)
        case .answers(let round, let first, let entries):
            writer.writeInteger(round.rawValue)
            writer.writeInteger(first)
            writer.write(entries)
        default: break
        }
    }
}
