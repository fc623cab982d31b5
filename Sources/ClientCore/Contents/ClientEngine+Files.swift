import Crypto
import FoundationEssentials
import Wire

/// What a person can do with files.
extension ClientEngine {
    /// The largest file in bytes.
    package static let fileLimit = FileOffer.sizeLimit
    /// Own files on their way in one conversation.
    static let outgoingFileLimit = 64

    /// A file that is to be sent.
    package struct FileDraft: Sendable {
        package var role: FileRecord.Role
        package var name: String
        package var type: String
        package var bytes: [UInt8]
        /// The caption, with what it answers.
        package var caption: Draft

        package init(
            role: FileRecord.Role, name: String, type: String, bytes: [UInt8],
            caption: Draft = Draft(text: "")
        ) {
            self.role = role
            self.name = name
            self.type = type
            self.bytes = bytes
            self.caption = caption
        }
    }

    /// Stores a file and queues it.
    package mutating func send(
        _ draft: FileDraft, to id: String, at now: Int64
    ) throws(CommandError) -> (message: MessageRecord, output: ClientOutput) {
        guard !draft.bytes.isEmpty else { throw .emptyFile }
        guard draft.bytes.count <= Self.fileLimit else {
            throw .fileTooLarge(limit: Self.fileLimit)
        }
        guard draft.caption.text.utf8.count <= Self.textLimit else {
            throw .textTooLong(limit: Self.textLimit)
        }
        let waiting = try conversation(id).extras.transfers?.count { $0.isOutgoing } ?? 0
        guard waiting < Self.outgoingFileLimit else { throw .tooManyFiles }
        let file = FileRecord(
            id: Hexadecimal.encode(random.keyBytes(16)), role: draft.role,
            name: FileName.plain(draft.name), type: FileName.plainType(draft.type),
            size: draft.bytes.count, digest: Data(SHA256.hash(data: draft.bytes)),
            state: .underway)
        let parts = (0..<file.partCount).map { number in
            let start = number * FileRecord.partByteCount
            return Array(draft.bytes[start..<start + file.byteCount(ofPart: number)])
        }
        var rich = try richText(draft.caption, in: id, at: now)
        rich.lifetime = try conversation(id).extras.lifetime
        return try say(rich, kind: .file, file: file, parts: parts, in: id, at: now)
    }

    package mutating func pauseFile(
        _ isPaused: Bool, _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        try changing(sequence, in: id, at: now) { conversation, message, turn in
            guard conversation.pauseTransfer(of: message.sequence, isPaused) else {
                throw CommandError.noSuchTransfer
            }
            for transfer in conversation.extras.transfers ?? []
            where transfer.sequence == sequence {
                turn.output.events.append(
                    .notice(.transfer(conversation.summary(of: transfer))))
            }
        }
    }

    package mutating func cancelFile(
        _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        try changing(sequence, in: id, at: now) { conversation, message, turn in
            try conversation.cancelTransfer(of: message, &turn)
        }
    }

    /// Files on their way, in every conversation.
    package var transfers: [TransferSummary] {
        conversations.values.sorted { $0.id < $1.id }.flatMap { conversation in
            (conversation.extras.transfers ?? []).filter { $0.isFinished != true }
                .map { conversation.summary(of: $0) }
        }
    }

    /// Rounds that a file of so many bytes takes to a contact who is there, if nothing else is to
    /// be said.
    package static func roundCount(forFileOf byteCount: Int) -> Int {
        Conversation.roundCount(byteCount)
    }
}
