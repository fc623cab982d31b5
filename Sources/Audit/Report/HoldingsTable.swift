/// What the operators of four messengers hold on a person, field by field, with sources.
package enum HoldingsTable {
    /// How much a field gives away.
    package enum Degree: String, Sendable {
        case held
        case partly
        case none
    }

    /// One statement about one messenger.
    package struct Cell: Sendable {
        package let degree: Degree
        package let text: String
        package let source: String
    }

    /// One field for all messengers.
    package struct Row: Sendable {
        package let field: String
        package let cells: [Cell]
    }

    package static let messengers = ["WhatsApp", "Signal", "Threema", "SimpleX", "Moonless"]

    package static let rows: [Row] = [
        row(
            "Location", held("last connection's address, and a general location from it", whatsApp),
            none("not in its answers", signal), none("address \u{201C}not stored\u{201D}", threema),
            partly("some addresses, for a time", simpleX),
            partly(
                "the leader sees an address live unless a proxy is used; nothing is stored",
                moonless)),
        row(
            "Conversation partners",
            held(
                "source and destination of each message, live (pen register, every 15 minutes)", fbi
            ),
            partly("recipient and time of each delivery, live; sender sealed", server),
            partly("both IDs in transit", threema), partly("per-queue counts", simpleX),
            none("the same cells and private reads for everybody", moonless)),
        row(
            "Contacts and groups", held("address book numbers, names of groups", whatsApp),
            none("not in its answers", signal), none("none", threema),
            none("none", simpleX), none("none", moonless)),
        row(
            "Times", held("created, last seen, online state", whatsApp),
            partly("created and last connection of each device, to the day", signal),
            partly("issue date, last login", threema), none("none per person", simpleX),
            partly("which slots are connected, live, never stored", moonless)),
        row(
            "Volumes", held("each message, live", fbi), partly("deliveries, live", server),
            partly("messages in transit, live", threema), partly("counts per queue", simpleX),
            none("the same bytes for everybody who is connected", moonless)),
        row(
            "Identifier", held("phone number, name", whatsApp), held("phone number", signal),
            partly("ID and public key", threema),
            none("none", simpleX), partly("a random slot and a public key", moonless)),
        row(
            "Device", held("device and carrier", whatsApp), partly("user agent", server),
            partly("feature mask", threema), none("none", simpleX), none("none", moonless)),
        row(
            "Other", held("photo, settings, linked services", whatsApp),
            partly("flags, report identifiers", server),
            partly("hashes of phone and mail, push tokens, revocation", threema),
            partly("queue keys, ciphertext", simpleX),
            partly("a fixed amount of bytes that look random", moonless)),
    ]

    private static let whatsApp = "WhatsAppReport"
    private static let fbi = "FBI2021"
    private static let signal = "SignalSubpoena"
    private static let server = "SignalServer"
    private static let threema = "ThreemaData"
    private static let simpleX = "SimpleX2024"
    private static let moonless = "MoonlessDesign"

    private static func row(_ field: String, _ cells: Cell...) -> Row {
        Row(field: field, cells: cells)
    }

    private static func held(_ text: String, _ source: String) -> Cell {
        Cell(degree: .held, text: text, source: source)
    }

    private static func partly(_ text: String, _ source: String) -> Cell {
        Cell(degree: .partly, text: text, source: source)
    }

    private static func none(_ text: String, _ source: String) -> Cell {
        Cell(degree: .none, text: text, source: source)
    }
}
