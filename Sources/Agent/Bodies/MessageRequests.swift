// What clients of the API send about messages that are there.

/// `PUT conversations/{id}/messages/{message}/reaction`.
package struct ReactionRequest: Codable, Sendable {
    /// Empty takes it back.
    package var emoji: String
    package init(emoji: String) { self.emoji = emoji }
}

/// `PUT conversations/{id}/messages/{message}`.
package struct EditRequest: Codable, Sendable {
    package var text: String
    package var mentions: [String]?

    package init(text: String, mentions: [String]? = nil) {
        self.text = text
        self.mentions = mentions
    }
}

/// `PUT conversations/{id}/messages/{message}/pin`.
package struct PinRequest: Codable, Sendable {
    package var pinned: Bool
    package init(pinned: Bool) { self.pinned = pinned }
}

/// `POST conversations/{id}/messages/{message}/forward`.
package struct ForwardRequest: Codable, Sendable {
    /// Identifiers of conversations.
    package var to: [String]
    package init(to: [String]) { self.to = to }
}

/// `GET profile`.
package struct ProfileBody: Codable, Sendable, Equatable {
    package var name: String
    /// There is a picture: `profile/picture`.
    package var picture: Bool
}

/// `POST requests/{id}/accept`.
package struct AcceptRequestRequest: Codable, Sendable {
    package var name: String?
    package init(name: String?) { self.name = name }
}

/// Somebody who came by a reusable link.
package struct RequestBody: Codable, Sendable, Equatable {
    package var id: String
    /// What the other calls itself, unchecked; empty until that is known.
    package var name: String
    package var at: String
}

/// `GET requests`.
package struct RequestsBody: Codable, Sendable { package var requests: [RequestBody] }

/// `PUT conversations/{id}/files/{message}`.
package struct PauseRequest: Codable, Sendable {
    package var paused: Bool
    package init(paused: Bool) { self.paused = paused }
}
