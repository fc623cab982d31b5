import HTTPTypes

/// What a person chooses for their agent; holds nothing of an account.
package struct AgentSettings: Codable, Sendable, Equatable {
    package static let autoLockLimit = 24 * 60

    /// Minutes without use after which the page locks; 0 for never.
    package var autoLockMinutes = 0
    /// A language tag (`de`); empty for the browser's own.
    package var language = ""

    package init() {}

    /// Values that an earlier version did not know are as they are at first.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        autoLockMinutes = try container.decodeIfPresent(Int.self, forKey: .autoLockMinutes) ?? 0
        language = try container.decodeIfPresent(String.self, forKey: .language) ?? ""
    }

    /// Takes over what a request names.
    /// - Throws: ``APIError`` if a value cannot be; nothing has changed then.
    mutating func apply(_ request: AgentSettingsRequest) throws {
        var changed = self
        if let minutes = request.autoLockMinutes {
            guard (0...Self.autoLockLimit).contains(minutes) else {
                throw APIError(
                    .badRequest, .badRequest,
                    "'autoLockMinutes' is a number from 0 to \(Self.autoLockLimit)")
            }
            changed.autoLockMinutes = minutes
        }
        if let language = request.language {
            let isTag = language.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "-")
            }
            guard isTag, language.utf8.count <= 35 else {
                throw APIError(.badRequest, .badRequest, "'language' is a tag like 'de'")
            }
            changed.language = language
        }
        self = changed
    }
}

/// `PUT settings`: what is named changes.
package struct AgentSettingsRequest: Codable, Sendable {
    package var autoLockMinutes: Int?
    package var language: String?

    package init(autoLockMinutes: Int? = nil, language: String? = nil) {
        self.autoLockMinutes = autoLockMinutes
        self.language = language
    }
}
