import FoundationEssentials

/// A file on its way: its parts are the items of a channel of its own.
struct Transfer: Codable, Sendable, Equatable {
    /// The message's identifier and place.
    var message: String
    var sequence: UInt64
    var file: FileRecord
    var isOutgoing: Bool
    /// Nil while the conversation cannot carry it yet.
    var channel: UInt64?
    /// Parts that were put into the stream, or taken out of it.
    var partCount = 0
    var isPaused: Bool?
    /// Everything has come; the channel stays to acknowledge what is repeated.
    var isFinished: Bool?
    /// Who announced it; nil for own files.
    var author: IdentityTag?
    /// Unix time in milliseconds at which something of it last came.
    var heardAt: Int64?
}
