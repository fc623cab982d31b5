package import ClientCore
import Wire

/// What people do in a simulation.
extension Simulation {
    /// One makes a link, the other accepts it.
    /// - Parameter name: of the contact, for the inviter.
    /// - Returns: the conversation's identifiers on both sides.
    package func introduce(
        _ inviter: Int, _ accepter: Int, named name: String? = nil
    ) throws -> (inviter: String, accepter: String) {
        var link = ""
        var identifiers = ("", "")
        try command(inviter) { engine throws(CommandError) in
            let (invitation, output) = try engine.invite(
                name: name ?? "client \(accepter)", at: clock(inviter))
            link = invitation.link
            identifiers.0 = invitation.conversation
            return output
        }
        try command(accepter) { engine throws(CommandError) in
            let (conversation, output) = try engine.accept(
                link: link, name: "client \(inviter)", at: clock(accepter))
            identifiers.1 = conversation.id
            return output
        }
        return identifiers
    }

    package func send(
        _ text: String, from client: Int, in conversation: String
    ) throws {
        try command(client) { engine throws(CommandError) in
            try engine.send(text: text, to: conversation, at: clock(client)).output
        }
    }

    /// Which conversation a client has on its screen.
    package func open(_ client: Int, _ conversation: String?) {
        clients[client].engine?.open(conversation: conversation)
    }

    /// A command that is durable when it returns.
    ///
    /// While the program is not running it goes to the vault alone: that a person wants something
    /// never starts a program.
    func command(
        _ client: Int, _ body: (inout ClientEngine) throws(CommandError) -> ClientOutput
    ) throws {
        let running = clients[client].engine
        commandCount += 1
        var engine =
            try running
            ?? ClientEngine(
                records: clients[client].vault.engineRecords,
                source: clients[client].vault.source,
                random: .seeded(configuration.seed &* 7_919 &+ commandCount))
        let made = try body(&engine)
        let output = engine.withholdingForgotten(made)
        // A command that cannot be stored fails; the person is told.
        if fullDisks.contains(client) { return }
        clients[client].vault.commit(output.changes)
        if running != nil { clients[client].engine = engine }
        for event in output.events { onEvent?(client, event) }
    }

    /// As ``send(_:from:in:)``, for who wants to know what becomes of it.
    /// - Returns: the message's identifier.
    package func say(_ text: String, from client: Int, in conversation: String) throws -> String {
        var id = ""
        try command(client) { engine throws(CommandError) in
            let (message, output) = try engine.send(
                text: text, to: conversation, at: clock(client))
            id = message.id
            return output
        }
        return id
    }

    /// A client's slot.
    package func slot(_ client: Int) -> UInt32 { clients[client].slot }

    /// A client's program; nil while it does not run.
    package func engine(_ client: Int) -> ClientEngine? { clients[client].engine }

    /// A conversation's thread, as the client's vault holds it.
    package func thread(_ client: Int, _ conversation: String) -> [MessageRecord] {
        clients[client].vault.messages(conversation)
    }

    /// Texts of others that a client has received.
    package func receivedCount(_ client: Int) -> Int {
        clients[client].vault.records.count {
            $0.key.collection == .message
                && (try? MessageRecord(decoding: $0.value)).map {
                    $0.kind == .text && $0.from != nil
                } == true
        }
    }

    package func conversation(_ client: Int, _ id: String) -> ConversationSummary? {
        clients[client].engine?.contacts.first { $0.id == id }
    }

    /// Everything that was said has been delivered and acknowledged.
    package var isQuiet: Bool {
        clients.allSatisfy { client in
            guard let engine = client.engine else { return false }
            return engine.contacts.allSatisfy { $0.waitingCount == 0 }
        }
    }

    /// Takes a client off the network for so many rounds.
    package func stop(_ client: Int, forRounds rounds: Int) {
        crashClient(client, forRounds: rounds)
    }

    /// Starts a client's program if it is not running.
    package func start(_ client: Int) throws { try startClient(client) }

    package func stopLeader(forRounds rounds: Int) { crashLeader(forRounds: rounds) }
    package func stopHelper(forRounds rounds: Int) { crashHelper(forRounds: rounds) }
}
