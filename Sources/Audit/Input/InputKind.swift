/// What a file can be.
package enum InputKind: String, Sendable, CaseIterable {
    /// An ordinary messenger's log: time, from, to.
    case messages
    /// A sealed-sender log: time, to.
    case sealed
    /// Places: time, user, latitude, longitude.
    case checkIns = "check-ins"
    /// Pairs of people who know each other.
    case contacts
    /// A person's own WhatsApp chat export, .txt or .zip.
    case whatsapp
    /// What servers saw live.
    case recording
    /// A server's nightly export.
    case export

    /// What the kind is called in a report.
    package var title: String {
        switch self {
        case .messages: "Ordinary message log"
        case .sealed: "Sealed-sender log"
        case .checkIns: "Check-ins"
        case .contacts: "Address books"
        case .whatsapp: "WhatsApp chat export"
        case .recording: "Live recording of servers"
        case .export: "Moonless export"
        }
    }
}
