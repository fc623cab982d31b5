import ClientCore

/// Events of what passes, or is gone.
enum NoticeBody: Encodable {
    case removed(conversation: String, sequence: UInt64, id: String)
    case forgotten(conversation: String)
    case typing(conversation: String, from: String)
    case transfer(TransferBody)
    case requests

    private enum CodingKeys: String, CodingKey { case conversation, sequence, id, from }

    static func named(
        _ notice: ClientNotice, _ roundMilliseconds: Int
    ) -> (String, NoticeBody) {
        switch notice {
        case .removed(let conversation, let sequence, let id):
            ("removed", .removed(conversation: conversation, sequence: sequence, id: id))
        case .forgotten(let conversation): ("forgotten", .forgotten(conversation: conversation))
        case .typing(let conversation, let from):
            ("typing", .typing(conversation: conversation, from: from))
        case .transfer(let transfer):
            (
                "transfer",
                .transfer(TransferBody(transfer, roundMilliseconds: roundMilliseconds))
            )
        case .requests: ("requests", .requests)
        }
    }

    func encode(to encoder: any Encoder) throws {
        if case .transfer(let body) = self { return try body.encode(to: encoder) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .removed(let conversation, let sequence, let id):
            try container.encode(conversation, forKey: .conversation)
            try container.encode(sequence, forKey: .sequence)
            try container.encode(id, forKey: .id)
        case .forgotten(let conversation):
            try container.encode(conversation, forKey: .conversation)
        case .typing(let conversation, let from):
            try container.encode(conversation, forKey: .conversation)
            try container.encode(from, forKey: .from)
        case .transfer, .requests: break
        }
    }
}
