package import FoundationEssentials

/// A file of a thread, as its message keeps it; its bytes lie in parts of their own.
package struct FileRecord: Codable, Sendable, Equatable {
    package enum Role: String, Codable, Sendable { case file, voice, picture }

    package enum State: String, Codable, Sendable {
        /// Not all of it has been where it is to go.
        case underway
        case complete
        /// Its author, or every reader, does without it.
        case cancelled
        /// What came is not what was announced.
        case damaged
    }

    /// Bytes of a part; the last one may be shorter.
    package static let partByteCount = 8_192

    /// 16 random bytes in hexadecimal, drawn here.
    package var id: String
    package var role: Role
    package var name: String
    /// A media type, as the sender claims.
    package var type: String
    package var size: Int
    /// SHA-256.
    package var digest: Data
    package var state: State

    package var partCount: Int { (size + Self.partByteCount - 1) / Self.partByteCount }

    package func partKey(_ number: Int, in conversation: String) -> RecordKey {
        RecordKey(.part, "\(conversation)/\(id)/\(number)")
    }

    /// All records that hold its bytes.
    package func partKeys(in conversation: String) -> [RecordKey] {
        (0..<partCount).map { partKey($0, in: conversation) }
    }

    /// How many bytes a part has.
    func byteCount(ofPart number: Int) -> Int {
        min(Self.partByteCount, size - number * Self.partByteCount)
    }
}

extension FileRecord.Role {
    init(_ role: FileOffer.Role) {
        switch role {
        case .file: self = .file
        case .voice: self = .voice
        case .picture: self = .picture
        }
    }

    var offered: FileOffer.Role {
        switch self {
        case .file: .file
        case .voice: .voice
        case .picture: .picture
        }
    }
}
