package import ClientCore
import HTTPTypes
import Wire

/// `GET my-data`: what the servers hold about this account, field by field, and what they do not.
package struct MyDataBody: Codable, Sendable, Equatable {
    /// A field of a server's store.
    package struct Field: Codable, Sendable, Equatable {
        /// As the server's store calls it.
        package var field: String
        /// In lower-case hexadecimal, but numbers in decimal.
        package var value: String
        package var bytes: Int
        package var meaning: String
    }

    package struct Server: Codable, Sendable, Equatable {
        package var server: String
        package var fields: [Field]
    }

    /// Something that a person may look for.
    package struct Answer: Codable, Sendable, Equatable {
        package var what: String
        /// `not held`, or `in memory while connected`.
        package var answer: String
        package var detail: String
    }

    package var servers: [Server]
    /// Whether both servers hold the same; while a message is on its way they may not, for a round.
    package var equal: Bool
    package var others: [Answer]

    package init(_ records: HeldRecords) {
        servers = [
            Server(server: "leader", fields: records.leader.fields.map(Self.field)),
            Server(server: "helper", fields: records.helper.fields.map(Self.field)),
        ]
        equal = records.leader == records.helper
        others = Self.notStored
    }

    private static func field(_ field: HeldRecord.Field) -> Field {
        Field(
            field: field.name,
            value: field.number.map { String($0) } ?? Hexadecimal.encode(field.value),
            bytes: field.value.count,
            meaning: meanings[field.name] ?? "not known to this version of moonless")
    }

    private static let meanings = [
        "account.slot": "your number among all slots, drawn at random",
        "account.generation": "how often the slot was given away, from a random beginning",
        "account.key": "the public key that opens sessions for the slot; not your identity key",
        "account.occupied": "1: the slot is taken",
        "bells.bell": "16 bytes, new in each round, noise to all but your contacts",
        "planes.cells (SHA-256 of each)":
            "your last cells, 1,024 bytes each, noise to all but your contacts; here their hashes,"
            + " 32 bytes each, by which you find them in the published export",
    ]

    private static let notStored = [
        Answer(
            what: "network address", answer: "in memory while connected",
            detail: "the leader sees where your connection comes from, or your proxy in its place;"
                + " the helper never does; neither stores it"),
        Answer(
            what: "session keys", answer: "in memory while connected",
            detail: "drawn for each connection and gone with it"),
        Answer(
            what: "location", answer: "not held",
            detail: "no field of any store; nothing that a client sends depends on it"),
        Answer(
            what: "conversation partners", answer: "not held",
            detail: "reads are private: neither server learns which slots you read"),
        Answer(
            what: "times (of making the account, of connecting, of writing, of reading)",
            answer: "not held", detail: "no store has a time, and rows are overwritten in place"),
        Answer(
            what: "messages, their number and their sizes", answer: "not held",
            detail: "every cell looks like noise and every client sends one a round"),
        Answer(
            what: "name, phone number, mail address", answer: "not held",
            detail: "nobody asked for them"),
        Answer(
            what: "device, program, operating system", answer: "not held",
            detail: "no client says what it runs on"),
        Answer(
            what: "which ticket made the account", answer: "not held",
            detail: "of a ticket, its hash and whether it was used are kept, and not by whom"),
    ]
}

extension APIError {
    /// Each session hears it once, after its first rounds.
    static let noRecordsYet = APIError(
        .conflict, .noRecordsYet,
        "the servers have not sent this account's record yet: they do so once a session, after the"
            + " first answered rounds; try again when the agent is connected")
}
