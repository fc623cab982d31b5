import Client
import ClientCore
import Foundation
import Simulation
import Wire

/// Writes the home of an account with many contacts and long threads, to measure its agent.
///
/// The contacts are real: a simulation introduces them. The threads are written into the vault.
@main
enum AgentFixture {
    private static let text =
        "Shall we meet at the old bridge at eight, or is it too cold to walk there by now? "

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let contacts = Int(arguments[3]), let texts = Int(arguments[4])
        else {
            print("AgentFixture HOME KEY-FILE CONTACTS TEXTS-IN-EACH-THREAD")
            exit(64)
        }
        let home = AccountHome(path: arguments[1])
        try home.create()
        let secret = VaultSecret.keyFile(try PrivateFile.read(arguments[2]))
        let vault = try Vault.create(in: home, secret: secret)
        var records = try account(contacts: contacts)
        for (key, value) in records where key.collection == .conversation {
            records[key] = try withLength(texts, value)
            try write(texts, to: key.key, in: vault)
        }
        let others = records.filter { $0.key.collection != .message }
        try vault.apply(others.map { .put($0.key, value: $0.value) })
        try vault.markComplete()
        vault.close()
    }

    /// The records of an account that has been introduced to so many others.
    private static func account(contacts: Int) throws -> [RecordKey: [UInt8]] {
        var configuration = SimulationConfiguration()
        configuration.clientCount = contacts + 1
        configuration.parameters.capacity = 128
        let simulation = try Simulation(configuration)
        try simulation.run(rounds: 8)
        for other in 1...contacts {
            _ = try simulation.introduce(0, other)
            try simulation.run(rounds: 8)
        }
        for _ in 0..<50 where !isIntroduced(simulation, contacts) {
            try simulation.run(rounds: 20)
        }
        guard isIntroduced(simulation, contacts) else {
            print("the contacts were not introduced in time")
            exit(70)
        }
        return simulation.backUp(0)
    }

    private static func isIntroduced(_ simulation: Simulation, _ contacts: Int) -> Bool {
        simulation.backUp(0).count { $0.key.collection == .group } == contacts
    }

    /// A conversation's record with another length of its thread, all of it read.
    private static func withLength(_ count: Int, _ record: [UInt8]) throws -> [UInt8] {
        guard
            var content = try JSONSerialization.jsonObject(with: Data(record)) as? [String: Any]
        else { return record }
        content["lastSequence"] = count
        content["readSequence"] = count
        return Array(try JSONSerialization.data(withJSONObject: content))
    }

    private static func write(_ count: Int, to conversation: String, in vault: Vault) throws {
        let changes = try (1...count).map { number -> RecordChange in
            let isOwn = number % 2 == 0
            var content: [String: Any] = [
                "id": UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased(),
                "conversation": conversation, "sequence": number, "kind": "text",
                // A word that few have, beside those that all have.
                "text": String(repeating: text, count: 1 + number % 3)
                    + "lantern\(number % 1_000)",
                "sentAt": 1_700_000_000_000 + number * 60_000,
                "state": isOwn ? "delivered" : "received", "isRead": true,
            ]
            if !isOwn { content["from"] = "somebody" }
            let bytes = Array(try JSONSerialization.data(withJSONObject: content))
            return .put(MessageRecord.recordKey(conversation, UInt64(number)), value: bytes)
        }
        try vault.apply(changes)
    }
}
