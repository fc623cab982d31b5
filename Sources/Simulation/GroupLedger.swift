import ClientCore

/// What was said in groups, and by whom it has to be read.
///
/// A message has to reach everybody who was a member of the epoch in which it was last said, from
/// then until its author had everybody's word that it has arrived; and nobody else ever.
struct GroupLedger {
    private struct Entry {
        var text: String
        var number: Int
        var id: String
        var author: Int
        var conversation: String
        var group: [UInt8]
        /// Slots of those who could read it where it was last seen.
        var readers: Set<UInt32> = []
        /// … and of all who ever could.
        var everReaders: Set<UInt32> = []
        /// The epoch in which it was last said.
        var epoch: UInt64 = 0
        /// Where it was under way, in words.
        var trail: [String] = []
        /// Who stopped following the group while the message was under way need not have read it.
        var excused: Set<UInt32> = []
        /// Its author waits for nobody any more.
        var isOver = false
        /// Its author was told that it has not reached everybody, and nobody has to read it.
        var isAbandoned = false
    }

    private var entries: [Entry] = []
    /// Entries that are not over.
    private var open: Set<Int> = []
    /// What somebody still waits for.
    var notes: [String] {
        open.sorted().map { index in
            let entry = entries[index]
            return "\"\(entry.text.prefix(24))\" of client \(entry.author) waits for the slots "
                + "\(entry.readers.sorted())"
        }
    }
    /// The groups that each client's program followed when it last ran, and the epochs in which it
    /// came in.
    private var followed: [Int: [[UInt8]: UInt64]] = [:]

    var isDone: Bool { open.isEmpty }

    mutating func said(
        _ text: String, number: Int, id: String, by author: Int, in conversation: String,
        group: [UInt8]
    ) {
        open.insert(entries.count)
        entries.append(
            Entry(
                text: text, number: number, id: id, author: author, conversation: conversation,
                group: group))
    }

    /// Looks where messages lie that are under way; to be called once a round at least.
    mutating func watch(_ simulation: Simulation) {
        follow(simulation)
        guard !open.isEmpty else { return }
        for client in 0..<simulation.configuration.clientCount {
            for index in open where followed[client]?[entries[index].group] == nil {
                entries[index].excused.insert(simulation.slot(client))
            }
        }
        for author in Set(open.map { entries[$0].author }).sorted() {
            guard let engine = simulation.engine(author) else { continue }
            let underWay = engine.groupMessagesUnderWay()
            for index in open.sorted() where entries[index].author == author {
                if let (readers, epoch) = underWay[entries[index].id] {
                    guard !readers.isEmpty else { continue }
                    if entries[index].epoch != epoch || entries[index].readers != readers {
                        entries[index].trail.append("\(epoch): \(readers.sorted())")
                    }
                    entries[index].epoch = epoch
                    entries[index].readers = readers
                    entries[index].everReaders.formUnion(readers)
                } else {
                    close(index, simulation, engine)
                }
            }
        }
    }

    private mutating func follow(_ simulation: Simulation) {
        for client in 0..<simulation.configuration.clientCount {
            guard let groups = simulation.engine(client)?.followedGroups else { continue }
            let before = followed[client] ?? [:]
            followed[client] = groups.merging(before.filter { groups[$0.key] != nil }) { $1 }
        }
    }

    /// Somebody's person has left, whether its program runs or not.
    mutating func left(_ group: [UInt8], by client: Int, _ simulation: Simulation) {
        followed[client]?[group] = nil
        for index in open where entries[index].group == group {
            entries[index].excused.insert(simulation.slot(client))
        }
    }

    /// The author has everybody's word, or has given up.
    private mutating func close(_ index: Int, _ simulation: Simulation, _ engine: ClientEngine) {
        let entry = entries[index]
        open.remove(index)
        entries[index].isOver = true
        // What somebody behind said to an earlier membership is not for the present one.
        for (client, groups) in followed where groups[entry.group] ?? 0 > entry.epoch {
            entries[index].excused.insert(simulation.slot(client))
        }
        let record = simulation.thread(entry.author, entry.conversation).first {
            $0.id == entry.id
        }
        // The program says so in the thread.
        entries[index].isAbandoned = record?.state == .undelivered
    }

    // MARK: Verdict

    /// - Parameter note: told of each fault in words.
    func verdict(
        _ simulation: Simulation, people: Int, note: (String) -> Void = { _ in }
    ) -> DeliveryVerdict {
        var verdict = DeliveryVerdict()
        let threads = threads(simulation, people: people)
        for reader in 0..<people {
            let slot = simulation.slot(reader)
            for author in 0..<people where author != reader {
                let own = entries.filter { $0.author == author && !$0.isAbandoned }
                for group in Set(own.map(\.group)) {
                    let part = compare(
                        entries.filter { $0.author == author && $0.group == group },
                        threads[reader]?[group] ?? [], slot
                    ) { note("client \(reader): \($0)") }
                    if part.lost > 0 {
                        let lines = threads[author]?[group] ?? []
                        note("its author, client \(author), saw: \(Self.events(lines))")
                    }
                    verdict += part
                }
            }
        }
        return verdict
    }

    private enum Line {
        case text(String)
        /// Was brought back into the group: what was said before may be missing.
        case broughtBack
        /// Was removed: what was under way then is not for it any more.
        case removed
        case event(String)
    }

    private func threads(_ simulation: Simulation, people: Int) -> [Int: [[UInt8]: [Line]]] {
        var threads: [Int: [[UInt8]: [Line]]] = [:]
        for client in 0..<people {
            for inspection in simulation.engine(client)?.inspectGroups() ?? [] {
                let lines = simulation.thread(client, inspection.conversation).compactMap {
                    record -> Line? in
                    if record.kind == .text, record.from != nil { return .text(record.text) }
                    guard record.kind == .event else { return nil }
                    return Self.line(ofEvent: record.text)
                }
                threads[client, default: [:]][inspection.group] = lines
            }
        }
        return threads
    }

    private static func events(_ lines: [Line]) -> [String] {
        lines.compactMap { if case .event(let text) = $0 { text } else { nil } }
    }

    private static func line(ofEvent text: String) -> Line {
        if text.hasPrefix("you can follow the group again") { return .broughtBack }
        let isRemoval =
            text.hasSuffix(" removed you") || text.hasPrefix("you are no member any more: ")
        return isRemoval ? .removed : .event(text)
    }

    /// One author's messages in one group, and one reader's thread.
    private func compare(
        _ said: [Entry], _ lines: [Line], _ slot: UInt32, note: (String) -> Void
    ) -> DeliveryVerdict {
        var verdict = DeliveryVerdict()
        let numbers = Dictionary(
            said.map { ($0.text, $0) }, uniquingKeysWith: { first, _ in first })
        var last = 0
        var seen: Set<Int> = []
        var excused: Set<Int> = []
        var events: [String] = []
        var heard: [String] = []
        var wasRemoved = false
        for line in lines {
            let text: String
            switch line {
            case .event(let event):
                events.append(event)
                continue
            case .broughtBack:
                excused.formUnion(said.map(\.number).filter { !seen.contains($0) })
                continue
            case .removed:
                wasRemoved = true
                heard.append("out")
                continue
            case .text(let said): text = said
            }
            guard let entry = numbers[text] else { continue }
            heard.append("\(entry.number)")
            if wasRemoved {
                // What comes after is of its new membership; only what lies between is excused.
                excused.formUnion(said.map(\.number).filter { $0 < entry.number })
                wasRemoved = false
            }
            if !seen.insert(entry.number).inserted {
                verdict.duplicated += 1
                note("twice: \(entry.text.prefix(24))")
            }
            if entry.number < last {
                verdict.outOfOrder += 1
                note(
                    "too late: \(entry.text.prefix(24)), trail \(entry.trail); heard "
                        + "\(heard.suffix(8)); events: \(events.suffix(8))")
            }
            if !entry.everReaders.isEmpty, !entry.everReaders.contains(slot) {
                verdict.foreign += 1
                note("not for it: \(entry.text.prefix(24)), readers \(entry.everReaders.sorted())")
            }
            last = max(last, entry.number)
        }
        if wasRemoved { excused.formUnion(said.map(\.number)) }
        for entry in said
        where entry.readers.contains(slot) && !entry.excused.contains(slot) && !entry.isAbandoned {
            verdict.messages += 1
            guard !seen.contains(entry.number), !excused.contains(entry.number) else { continue }
            verdict.lost += 1
            note(
                "lost: \(entry.text.prefix(24)), readers \(entry.readers.sorted()), excused "
                    + "\(entry.excused.sorted()), own slot \(slot), trail \(entry.trail); heard "
                    + "\(heard.suffix(8)); events: \(events.suffix(8))")
        }
        return verdict
    }
}
