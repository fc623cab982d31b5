// What clients of the API send; each is the body of the route of its name.

/// `POST conversations/{id}/messages`.
package struct SendRequest: Codable, Sendable {
    package var text: String
    /// The message that it answers: its place or its id.
    package var replyTo: String?
    package var forwarded: Bool?
    /// Members that stand in the text as `@NAME`: their ids, or the conversation's for the contact.
    package var mentions: [String]?

    package init(
        text: String, replyTo: String? = nil, forwarded: Bool? = nil, mentions: [String]? = nil
    ) {
        self.text = text
        self.replyTo = replyTo
        self.forwarded = forwarded
        self.mentions = mentions
    }
}

/// `PUT conversations/{id}/draft`.
package struct DraftRequest: Codable, Sendable {
    /// Empty for none.
    package var text: String
    package init(text: String) { self.text = text }
}

/// `POST conversations/{id}/read`.
package struct ReadRequest: Codable, Sendable {
    /// Places up to here have been read.
    package var sequence: UInt64
    package init(sequence: UInt64) { self.sequence = sequence }
}

/// `PUT open`.
package struct OpenRequest: Codable, Sendable {
    /// Null closes.
    package var conversation: String?
    /// The listener that `hello` named on the stream of events: when it hangs up, what it has
    /// open closes.
    package var listener: String

    package init(conversation: String?, listener: String) {
        self.conversation = conversation
        self.listener = listener
    }
}

/// `PUT scheduling`.
package struct SchedulingRequest: Codable, Sendable {
    /// `fair` or `strict`.
    package var mode: String
    package init(mode: String) { self.mode = mode }
}

/// `POST invites`.
package struct InviteRequest: Codable, Sendable {
    package var name: String?
    /// Several people may use the link; each asks to be let in.
    package var reusable: Bool?

    package init(name: String?, reusable: Bool? = nil) {
        self.name = name
        self.reusable = reusable
    }
}

/// `POST accept`.
package struct AcceptRequest: Codable, Sendable {
    package var link: String
    package var name: String?

    package init(link: String, name: String?) {
        self.link = link
        self.name = name
    }
}

/// `POST conversations/{id}/verified`.
package struct VerifiedRequest: Codable, Sendable {
    package var verified: Bool
    /// The number that the contact sees, to be compared; null when compared by eye.
    package var number: String?

    package init(verified: Bool, number: String?) {
        self.verified = verified
        self.number = number
    }
}

/// `GET conversations/{id}/safety-number`.
package struct SafetyNumberBody: Codable, Sendable {
    package var number: String
    package var verified: Bool
}

/// The first event of a stream: the listener's name, for `PUT open`.
package struct HelloBody: Codable, Sendable { package var listener: String }

/// The event `trouble`.
package struct TroubleBody: Codable, Sendable { package var trouble: String? }

/// The event `round`, for listeners that ask for it.
package struct RoundBody: Codable, Sendable {
    package var round: UInt64
    package var answered: Bool
}

/// The event `session`, the last of its stream: the screen was locked, or the account closed.
package struct ChangedSessionBody: Codable, Sendable { package var screenLocked: Bool }
