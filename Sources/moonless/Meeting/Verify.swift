import Agent
import ArgumentParser

struct Verify: AsyncParsableCommand {
    private struct Body: Encodable {
        var id: String
        var name: String
        var number: String
        var verified: Bool
    }

    static let configuration = CommandConfiguration(
        abstract: "Compare safety numbers with a contact.",
        discussion: """
            Without options, shows the number. Both of you see the same one unless somebody is in
            between: compare it in person or on the telephone, then mark the contact with --yes,
            or let the program compare with --number.
            """)

    @OptionGroup var peer: Peer

    @Option(
        help: ArgumentHelp(
            "The number that the contact sees; marks the contact if it is the same.",
            valueName: "digits"))
    var number: String?

    @Flag(help: "Mark the contact as verified: the numbers were compared.")
    var yes = false

    @Flag(help: "Take the mark away.")
    var reset = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard [number != nil, yes, reset].count(where: { $0 }) <= 1 else {
            throw ValidationError("--number, --yes and --reset exclude each other.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        var contact = try await peer.find(agent)
        let path = "conversations/\(contact.id)"
        let safety = try await agent.get("\(path)/safety-number", as: SafetyNumberBody.self)
        if number != nil || yes || reset {
            contact = try await agent.send(
                .post, "\(path)/verified",
                VerifiedRequest(verified: !reset, number: number?.filter(\.isWholeNumber)),
                as: ConversationBody.self)
        }
        show(contact, safety.number)
    }

    private func show(_ contact: ConversationBody, _ number: String) {
        if options.json {
            let body = Body(
                id: contact.id, name: contact.name, number: number, verified: contact.verified)
            return Console.line(JSONLine.text(body))
        }
        let isChanging = self.number != nil || yes || reset
        if !isChanging {
            Console.line(number)
            QRPicture.show(number)
        }
        let name = TerminalText.safeName(contact.name)
        Console.line(contact.verified ? "\(name) is verified." : "\(name) is not verified.")
    }
}
