/// Turns rows of text into a log.
struct TableBuilder {
    private let layout: TableLayout
    private var messages = MessageLog()
    private var deliveries: [(time: Int64, to: Int32)] = []
    private var users = NameTable()
    private var checkIns = CheckInLog()
    private var contacts = ContactList()
    private var toThemselves = InputReport.Notice()

    /// Times before this (in milliseconds) are taken to count from an unknown start, not from 1970.
    private static let earliestCalendarTime: Int64 = 100_000_000_000

    init(layout: TableLayout) {
        self.layout = layout
    }

    /// Adds a row; returns what is wrong with it, if anything.
    mutating func add(time: Int64, line: Int, value: (Column) -> String?) -> String? {
        switch layout.kind {
        case .messages: addMessage(time, line, value)
        case .sealed: addDelivery(time, value)
        case .checkIns: addCheckIn(time, value)
        default: addContact(value)
        }
    }

    private mutating func addMessage(
        _ time: Int64, _ line: Int, _ value: (Column) -> String?
    ) -> String? {
        guard let from = value(.from), !from.isEmpty else { return "no sender" }
        guard let to = value(.to), !to.isEmpty else { return "no recipient" }
        var bytes: Int32?
        if layout.fields[.bytes] != nil {
            guard let size = Int32(value(.bytes) ?? ""), size >= 0 else {
                return "the byte count is not a whole number"
            }
            bytes = size
        }
        var position: Position??
        if layout.fields[.latitude] != nil, layout.fields[.longitude] != nil {
            if value(.latitude)?.isEmpty == true {
                position = .some(nil)
            } else if let parsed = Self.position(value) {
                position = .some(parsed)
            } else {
                return "the coordinates are not degrees"
            }
        }
        if from == to { toThemselves.add(line: line) }
        let sender = messages.users.number(of: from)
        messages.append(time: time, from: sender, to: messages.users.number(of: to))
        let address =
            layout.fields[.address] == nil
            ? nil : messages.addressNames.number(of: value(.address) ?? "")
        messages.appendExtras(bytes: bytes, position: position, address: address)
        return nil
    }

    private mutating func addDelivery(_ time: Int64, _ value: (Column) -> String?) -> String? {
        guard let to = value(.to), !to.isEmpty else { return "no recipient" }
        deliveries.append((time, users.number(of: to)))
        return nil
    }

    private mutating func addCheckIn(_ time: Int64, _ value: (Column) -> String?) -> String? {
        guard let user = value(.user), !user.isEmpty else { return "no user" }
        guard let position = Self.position(value) else { return "the coordinates are not degrees" }
        let place = value(.place).flatMap { $0.isEmpty ? nil : checkIns.places.number(of: $0) }
        checkIns.append(
            time: time, user: checkIns.users.number(of: user), position: position,
            place: place ?? -1)
        return nil
    }

    private mutating func addContact(_ value: (Column) -> String?) -> String? {
        guard let left = value(.left), let right = value(.right), !left.isEmpty, !right.isEmpty
        else { return "one of the two names is missing" }
        let first = contacts.users.number(of: left)
        contacts.append(first, contacts.users.number(of: right))
        return nil
    }

    private static func position(_ value: (Column) -> String?) -> Position? {
        guard let latitude = value(.latitude).flatMap(Double.init),
            let longitude = value(.longitude).flatMap(Double.init),
            (-90...90).contains(latitude), (-180...180).contains(longitude)
        else { return nil }
        return Position(latitude: latitude, longitude: longitude)
    }

    mutating func finish(_ report: inout InputReport) -> AuditInput {
        let input: AuditInput
        switch layout.kind {
        case .messages:
            _ = messages.sortByTime()
            messages.hasCalendar = (messages.times.first ?? 0) >= Self.earliestCalendarTime
            noteCalendar(messages.hasCalendar, &report)
            if toThemselves.count > 0 {
                report.notes.append(
                    toThemselves.text(
                        one: "is from somebody to themself", many: "are from somebody to themself"))
            }
            input = .messages(messages)
        case .sealed:
            let first = deliveries.lazy.map(\.time).min() ?? 0
            noteCalendar(first >= Self.earliestCalendarTime, &report)
            input = .sealed(DeliveryLog(users: users, rows: deliveries))
        case .checkIns:
            _ = checkIns.sortByTime()
            input = .checkIns(checkIns)
        default:
            input = .contacts(contacts)
        }
        return input
    }

    private func noteCalendar(_ hasCalendar: Bool, _ report: inout InputReport) {
        guard !hasCalendar else { return }
        report.notes.append(
            "Times count from an unknown start: hours of the day are relative to it.")
    }
}
