import ChatImport

/// What a person's own chat gives away without its texts.
///
/// Nothing of it leaves the machine.
struct ChatFindings: Sendable {
    private let chat: ChatExport
    private let report: InputReport
    private let authors: [String]
    private let messages: [ChatMessage]
    private let times: [Int64]
    /// A pause after which a message begins a new conversation.
    private static let pauseMilliseconds: Int64 = 6 * CivilTime.millisecondsPerHour

    init(_ chat: ChatExport, _ report: InputReport) {
        self.chat = chat
        self.report = report
        authors = chat.authors
        messages = chat.messages.filter { $0.author != nil && $0.content != .system }
        times = messages.map(\.time.wallClockMilliseconds)
    }

    func findings() -> InputFindings {
        var result = InputFindings(report: report)
        guard !messages.isEmpty else { return result }
        result.sections = [overview(), people(), week()]
        let nights = nightShare(of: messages.indices)
        result.headlines = [
            "\(HTML.grouped(messages.count)) messages among \(HTML.grouped(authors.count)) people; the "
                + "operator hands out source and destination of each one on a pen register [FBI2021].",
            "Busiest hour \(busiestHour):00; \(HTML.percent(nights, 0)) of the messages were written "
                + "between 00:00 and 05:00.",
        ]
        return result
    }

    private func overview() -> Section {
        func count(_ isCounted: (ChatMessage.Content) -> Bool) -> Int {
            messages.count { isCounted($0.content) }
        }
        let attachments = count {
            if case .attachment = $0 { true } else { $0 == .mediaOmitted }
        }
        let days = Set(
            messages.map { $0.time.wallClockMilliseconds / CivilTime.millisecondsPerDay })
        return Section(
            id: "overview", title: "The chat at a glance",
            lead: "Counted from times and names alone. WhatsApp gives investigators the source and "
                + "destination of each message every fifteen minutes [FBI2021].",
            blocks: [
                .facts([
                    Fact("messages", "Messages", count: messages.count),
                    Fact("people", "People", count: authors.count),
                    Fact("activeDays", "Days with messages", count: days.count),
                    Fact("media", "Media", count: attachments),
                    Fact("missedCalls", "Missed calls", count: count { $0 == .missedCall }),
                    Fact("deleted", "Deleted later", count: count { $0 == .deleted }),
                    Fact("edited", "Edited later", count: messages.count { $0.isEdited }),
                    Fact("locations", "Shared positions", count: count { $0 == .location }),
                ])
            ])
    }

    private func people() -> Section {
        let rows = authors.prefix(20).map { author -> [String] in
            let own = messages.indices.filter { messages[$0].author == author }
            let sleep =
                own.count >= Rhythm.eventsForSleep
                ? SleepWindow(times: own.map { times[$0] }) : nil
            return [
                author, HTML.grouped(own.count),
                HTML.percent(Double(own.count) / Double(messages.count), 0),
                HTML.grouped(own.count { isStart($0) }), answerTime(own),
                sleep.map { "\(Self.clock($0.startHour)) to \(Self.clock($0.endHour))" } ?? "–",
                HTML.percent(nightShare(of: own), 0),
            ]
        }
        return Section(
            id: "people", title: "Who begins, who answers, who sleeps when",
            lead:
                "How much, how mutually and how lately people write is what models of closeness are "
                + "made of [Gilbert2009]. A conversation begins after six quiet hours; the answer "
                + "time is the median within a conversation.",
            blocks: [
                .table(
                    TextTable(
                        id: "authors", title: "People",
                        header: [
                            "Person", "Messages", "Share", "Begins", "Answers after",
                            "Quietest 7 h",
                            "At night",
                        ], rows: rows))
            ])
    }

    private func week() -> Section {
        Section(
            id: "rhythm", title: "The week",
            lead: "The chat's rhythm on the wall clock of the phone that exported it.",
            blocks: [
                .week(
                    WeekChart(
                        title: "Messages by weekday and hour", week: WeekProfile(times: times),
                        sleep: times.count >= Rhythm.eventsForSleep
                            ? SleepWindow(times: times) : nil,
                        clock: "Hours of the exporting phone."))
            ])
    }

    private func isStart(_ index: Int) -> Bool {
        index == 0 || times[index] - times[index - 1] >= Self.pauseMilliseconds
    }

    /// The median time from another's message to the next one of this person.
    private func answerTime(_ own: [Int]) -> String {
        let waits = own.filter { $0 > 0 && messages[$0 - 1].author != messages[$0].author }
            .map { times[$0] - times[$0 - 1] }
            .filter { (0..<Self.pauseMilliseconds).contains($0) }.sorted()
        guard !waits.isEmpty else { return "–" }
        let seconds = Double(waits[waits.count / 2]) / 1000
        return seconds < 60 ? "under 1 min" : Duration.text(max(seconds, 120))
    }

    private func nightShare(of indices: some Collection<Int>) -> Double {
        let night = indices.count { CivilTime.hour(ofMilliseconds: times[$0]) < 5 }
        return indices.isEmpty ? 0 : Double(night) / Double(indices.count)
    }

    private var busiestHour: Int {
        let hours = WeekProfile(times: times).hours
        return hours.indices.max { hours[$0] < hours[$1] } ?? 0
    }

    private static func clock(_ hour: Double) -> String {
        let minutes = Int((hour * 60).rounded()) % 1440
        let rest = minutes % 60
        return "\(minutes / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension ChatTime {
    /// Milliseconds since 1970 on the wall clock, as if it showed UTC.
    var wallClockMilliseconds: Int64 {
        let days = CivilTime.days(year: year, month: month, day: day)
        return Int64(days * 86_400 + hour * 3600 + minute * 60 + second) * 1000
    }
}
