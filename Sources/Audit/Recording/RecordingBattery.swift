/// All attacks on a recording of servers that should have nothing to tell.
package struct RecordingBattery: Sendable {
    private let observer: RoundObserver
    private let truth: PartnerGraph
    private let slotCount: Int

    /// - Parameter truth: Partners by slot number.
    package init(_ observer: RoundObserver, truth: PartnerGraph) {
        self.observer = observer
        self.truth = truth
        slotCount = truth.userCount
    }

    package func run() async -> [AttackScore] {
        let attacks = await scores()
        let activity = padded(observer.eventCounts)
        let scorer = Scorer(truth: truth, activity: activity, attackCount: attacks.count + 1)
        let results = await withTaskGroup(of: (Int, AttackScore).self) { group in
            for (index, attack) in attacks.enumerated() {
                group.addTask { @concurrent in
                    (index, scorer.score(attack.name, attack.scores))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        let learned = LearnedCombination().scores(features: attacks.map(\.scores), truth: truth)
        return Holm.corrected(
            results.map(\.1) + [scorer.score("learned combination", learned)])
    }

    /// What each attack says about each pair, before anything is known of the truth.
    package func scores() async -> [(name: String, scores: PairScores)] {
        let attacks = attacks()
        let results = await withTaskGroup(of: (Int, PairScores).self) { group in
            for (index, attack) in attacks.enumerated() {
                group.addTask { @concurrent in (index, attack.scores()) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        return zip(attacks, results).map { ($0.name, $1.1) }
    }

    private struct Attack: Sendable {
        let name: String
        let scores: @Sendable () -> PairScores
    }

    private func attacks() -> [Attack] {
        let irregular = marks
        let changes = changes
        let reconnections = reconnections
        let perSlot: [(String, [Int])] = [
            ("bytes", padded(observer.byteCounts)), ("events", padded(observer.eventCounts)),
            ("rounds present", padded(observer.roundsPresent)),
            ("irregularities", irregular.volumes),
        ]
        var attacks = perSlot.map { name, volumes in
            Attack(name: "volume of \(name)") { VolumeAttack.scores(volumes: volumes) }
        }
        for window in [600.0, 3600] {
            attacks.append(
                Attack(name: "statistical disclosure, \(Duration.text(window))") {
                    CoincidenceAttack(windowSeconds: window).scores(irregular)
                })
        }
        for bin in [600.0, 3600, 86_400] {
            attacks.append(
                Attack(name: "co-presence of irregularities, \(Duration.text(bin))") {
                    coPresence(irregular, bin)
                })
        }
        attacks.append(Attack(name: "next to each other in the order of arrival", scores: order))
        attacks.append(
            Attack(name: "reconnecting together, 60 min") { coPresence(reconnections, 3600) })
        for bin in [600.0, 3600] {
            attacks.append(
                Attack(name: "coming and going together, \(Duration.text(bin))") {
                    coPresence(changes, bin)
                })
        }
        return attacks
    }

    private func order() -> PairScores {
        var scores = PairScores(userCount: slotCount)
        for (key, count) in observer.neighbours {
            let one = Int(key >> 32)
            let other = Int(key & 0xFFFF_FFFF)
            guard other < slotCount else { continue }
            scores[one, other] = Float(count)
        }
        return scores
    }

    /// What no failure explains.
    private var marks: DeliveryLog {
        log(
            observer.marks.filter { $0.irregularity != .reconnection }
                .map { ($0.milliseconds, $0.slot) })
    }

    private var reconnections: DeliveryLog {
        log(
            observer.marks.filter { $0.irregularity == .reconnection }
                .map { ($0.milliseconds, $0.slot) })
    }

    private var changes: DeliveryLog {
        log(observer.presenceChanges.map { ($0.milliseconds, $0.slot) })
    }

    private func log(_ rows: [(Int64, Int32)]) -> DeliveryLog {
        var names = NameTable()
        for slot in 0..<slotCount { _ = names.number(of: String(slot)) }
        return DeliveryLog(
            users: names,
            rows: rows.filter { Int($0.1) < slotCount }.map { (time: $0.0, to: $0.1) })
    }

    private func padded(_ counts: [Int]) -> [Int] {
        (0..<slotCount).map { $0 < counts.count ? counts[$0] : 0 }
    }
}

private func coPresence(_ log: DeliveryLog, _ binSeconds: Double) -> PairScores {
    CoPresenceAttack(binSeconds: binSeconds)
        .scores(times: log.times, users: log.recipients, userCount: log.users.count)
}
