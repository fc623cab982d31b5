import Foundation
import Server
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// What exports tell: the same of a busy server and an idle one, and of a series of nights how many
/// slots were idle, not which.
@Suite struct ExportPrivacyTests {
    private struct Manifest: Decodable, Equatable {
        struct Entry: Decodable, Equatable {
            var name: String
            var bytes: Int
            var rowBytes: Int?
        }
        struct Counters: Decodable, Equatable {
            var accounts, tickets, ticketsUsed: Int
        }
        var role, deployment, descriptorDigest, software: String
        var slots, planes: Int
        var counters: Counters
        var entries: [Entry]
    }

    /// The same accounts; on one server all talk for a week, on the other nobody is ever there.
    @Test func aBusyWeekAndAnIdleOneLookTheSame() async throws {
        let idle = try await ExportSite(capacity: 16, pages: 4, roundMilliseconds: 60_000)
        let slots = try idle.makeAccounts(6)
        let busy = try await ExportSite(copying: idle)
        let start = Round(at: 1_700_000_000_000, idle.parameters).rawValue
        let rounds = UInt64(7 * 24 * 60)
        for number in 0..<rounds {
            try busy.serve(
                Round(rawValue: start + number), slots: slots, isMarked: number == rounds - 1)
        }
        #expect(try busy.planes.plane(0) != idle.planes.plane(0))
        let results = try (idle.export("week"), busy.export("week"))
        #expect(results.0.bytes == results.1.bytes)
        let (quiet, talkative) = try (
            ExportSite.unpack(results.0.archive), ExportSite.unpack(results.1.archive)
        )
        #expect(Set(quiet.keys) == Set(talkative.keys))
        for (name, bytes) in quiet { #expect(talkative[name]?.count == bytes.count, "\(name)") }
        let manifests = try [quiet, talkative].map {
            try JSONDecoder().decode(Manifest.self, from: Data($0["manifest.json"] ?? []))
        }
        #expect(manifests[0] == manifests[1])
        // Field for field: whatever the manifest says of one, it says of the other.
        let fields = try [quiet, talkative].map {
            try
                (JSONSerialization.jsonObject(with: Data($0["manifest.json"] ?? []))
                as? [String: Any])?.keys.sorted()
        }
        #expect(fields[0] == fields[1])
        let sizes = try [results.0.supplement, results.1.supplement].map {
            try Data(contentsOf: URL(fileURLWithPath: $0)).count
        }
        #expect(sizes[0] == sizes[1])
    }

    // MARK: Linking rows over a series of nights

    private static let nights = 6
    private static let capacity = 64
    private static let pages = 4

    /// Nights of columns, one row a slot, and which slots were idle before each.
    private struct Series {
        var nights: [[String: [[UInt8]]]] = []
        var idle: [Set<UInt32>] = []
        /// The row that a slot has in each column of a night.
        var truth: [[String: [UInt32: [UInt8]]]] = []
    }

    private static let sizes = [
        "accounts/keys.bin": 32, "bells.bin": 16, "planes/00000.bin": 1_024,
        "planes/00001.bin": 1_024, "planes/00002.bin": 1_024, "planes/00003.bin": 1_024,
    ]

    /// - Parameter isOrdered: As an export in the order of slots would be.
    private static func series(isOrdered: Bool) async throws -> Series {
        let site = try await ExportSite(capacity: capacity, pages: pages)
        let slots = try site.makeAccounts(40)
        var series = Series()
        for night in 0..<nights {
            let active = slots.filter { _ in Bool.random() }
            for number in 0..<pages {
                try site.serve(
                    Round(rawValue: UInt64(1_000 + night * pages + number)), slots: active)
            }
            series.idle.append(Set((0..<UInt32(capacity)).filter { !active.contains($0) }))
            let stored = try columns(site)
            var truth: [String: [UInt32: [UInt8]]] = [:]
            for (name, rows) in stored {
                truth[name] = Dictionary(
                    uniqueKeysWithValues: rows.enumerated().map { (UInt32($0.offset), $0.element) })
            }
            series.truth.append(truth)
            guard !isOrdered else {
                series.nights.append(stored)
                continue
            }
            let entries = try ExportSite.unpack(try site.export("night-\(night)").archive)
            series.nights.append(
                Dictionary(
                    uniqueKeysWithValues: sizes.map {
                        ($0.key, (entries[$0.key] ?? []).rows($0.value))
                    }))
        }
        return series
    }

    private static func columns(_ site: ExportSite) throws -> [String: [[UInt8]]] {
        var columns = [
            "accounts/keys.bin": try site.accounts.accounts(from: 0, limit: capacity).map(\.key),
            "bells.bin": try site.planes.bells().rows(16),
        ]
        for plane in 0..<pages {
            columns["planes/0000\(plane).bin"] = try site.planes.plane(plane).rows(1_024)
        }
        return columns
    }

    /// The adversary's best guess without keys: rows at one place in two columns are one slot's.
    ///
    /// - Returns: How often it is right, of all guesses.
    private static func linked(_ series: Series) -> (right: Int, all: Int) {
        let names = sizes.keys.sorted()
        var (right, all) = (0, 0)
        for (night, columns) in series.nights.enumerated() {
            var owners: [String: [UInt32]] = [:]
            for name in names {
                let slots = Dictionary(
                    (series.truth[night][name] ?? [:]).map { ($0.value, $0.key) },
                    uniquingKeysWith: { first, _ in first })
                owners[name] = (columns[name] ?? []).compactMap { slots[$0] }
            }
            for (one, other) in zip(names, names.dropFirst()) {
                for (left, partner) in zip(owners[one] ?? [], owners[other] ?? []) {
                    all += 1
                    if left == partner { right += 1 }
                }
            }
        }
        return (right, all)
    }

    @Test func rowsOfASeriesOfNightsCannotBeLinked() async throws {
        let series = try await Self.series(isOrdered: false)
        let (right, all) = Self.linked(series)
        #expect(all == Self.nights * Self.capacity * (Self.sizes.count - 1))
        // Right by chance: one in 64, that is 30 of 1,920 with a standard deviation of 5.4.
        #expect(right < 30 + 6 * 6, "\(right) of \(all) guesses are right")
        // An export in the order of slots would be found out.
        let ordered = Self.linked(try await Self.series(isOrdered: true))
        #expect(ordered.right == ordered.all)
    }

    /// What is admitted: in each plane, the rows that did not change are as many as the slots that
    /// were idle, and nothing ties them to those of another plane.
    @Test func aSeriesTellsHowManyWereIdle() async throws {
        let series = try await Self.series(isOrdered: false)
        for night in 1..<Self.nights {
            for (name, _) in Self.sizes where name.hasPrefix("planes/") {
                let before = Set(series.nights[night - 1][name] ?? [])
                let unchanged = (series.nights[night][name] ?? []).filter { before.contains($0) }
                #expect(unchanged.count == series.idle[night].count)
            }
            let keys = Set(series.nights[night]["accounts/keys.bin"] ?? [])
            #expect(keys == Set(series.nights[night - 1]["accounts/keys.bin"] ?? []))
        }
    }
}
