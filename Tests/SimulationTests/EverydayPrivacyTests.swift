import ClientCore
import Simulation
import Testing
import Wire

/// One client in full use of everything that a messenger offers, against one that does nothing:
/// servers and wire see the same.
@Suite struct EverydayPrivacyTests {
    private static func record(seed: UInt64, isUsed: Bool) throws -> [Observation] {
        var configuration = TwoWorldTests.configuration(seed: seed)
        configuration.clientCount = 4
        configuration.faults = .all
        let simulation = try Simulation(configuration)
        simulation.isRecording = true
        try simulation.run(rounds: 8)
        var ids = ("", "")
        if isUsed { ids = try simulation.introduce(0, 1, named: "Bob") }
        try simulation.run(rounds: 160)
        var uses = 0
        for step in 0..<12 {
            if isUsed { uses += try use(simulation, ids, step) }
            try simulation.run(rounds: 25)
        }
        simulation.stop(1, forRounds: 20)
        try simulation.run(rounds: 120)
        #expect(simulation.repeatedFrameCount == 0)
        if isUsed { #expect(uses > 20, "\(uses) uses") }
        return simulation.observations
    }

    /// Does a step's share of everything; what the conversation does not allow yet is passed over.
    private static func use(
        _ simulation: Simulation, _ ids: (String, String), _ step: Int
    ) throws -> Int {
        var count = 0
        func attempt(_ body: () throws -> Void) {
            if (try? body()) != nil { count += 1 }
        }
        var change = ClientEngine.SettingsChange()
        change.sendsReceipts = true
        change.sendsTyping = true
        change.isPinned = step % 2 == 0
        let settings = change
        for (client, id) in [(0, ids.0), (1, ids.1)] {
            attempt {
                try simulation.act(client) { engine, now throws(CommandError) in
                    try engine.change(settings, of: id, at: now)
                }
            }
            attempt { try simulation.send("step \(step)", from: client, in: id) }
            let sequence = simulation.thread(client, id).last?.sequence ?? 1
            attempt {
                try simulation.act(client) { engine, now throws(CommandError) in
                    try engine.noteTyping(in: id)
                    return try engine.markRead(conversation: id, upTo: sequence, at: now)
                }
            }
            attempt {
                try simulation.act(client) { engine, now throws(CommandError) in
                    try engine.react("👍", to: sequence, in: id, at: now)
                }
            }
            attempt {
                try simulation.act(client) { engine, now throws(CommandError) in
                    try engine.edit(sequence, in: id, to: "edited \(step)", at: now)
                }
            }
        }
        attempt {
            try simulation.act(0) { engine, now throws(CommandError) in
                try engine.send(
                    ClientEngine.FileDraft(
                        role: .file, name: "f", type: "text/plain",
                        bytes: [UInt8](repeating: UInt8(step), count: 9_000)),
                    to: ids.0, at: now
                ).output
            }
        }
        attempt {
            try simulation.act(0) { engine, now throws(CommandError) in
                try engine.setProfile(name: "Name \(step)", picture: nil, at: now)
            }
        }
        attempt {
            try simulation.act(0) { engine, now throws(CommandError) in
                try engine.setLifetime(
                    Lifetime(seconds: 60 + UInt64(step), start: .sending), of: ids.0, at: now)
            }
        }
        attempt {
            try simulation.act(0) { engine, now throws(CommandError) in
                try engine.inviteMany(at: now).output
            }
        }
        return count
    }

    @Test(arguments: [1, 2] as [UInt64])
    func fullUseLooksLikeNone(seed: UInt64) throws {
        let used = try Self.record(seed: seed, isUsed: true)
        let silent = try Self.record(seed: seed, isUsed: false)
        #expect(used.count > 1_000)
        let difference = TwoWorldTests.firstDifference(used, silent)
        #expect(difference == nil, "seed \(seed): \(difference ?? "")")
    }
}
