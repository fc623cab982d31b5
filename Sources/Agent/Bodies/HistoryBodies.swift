import ClientCore

/// `GET search`.
package struct SearchBody: Codable, Sendable {
    package var messages: [MessageBody]
}

/// What came of an import.
package struct ImportBody: Codable, Sendable, Equatable {
    /// A line that was not understood.
    package struct Problem: Codable, Sendable, Equatable {
        package var line: Int
        package var reason: String
        /// The line itself, or its beginning.
        package var text: String
    }

    package var found: Int
    package var imported: Int
    /// Those that were there already.
    package var known: Int
    package var authors: [String]
    package var problems: [Problem]
}

/// A whole conversation as `export` writes it.
package struct ThreadBody: Codable, Sendable {
    package var conversation: ConversationBody
    package var messages: [MessageBody]
}
