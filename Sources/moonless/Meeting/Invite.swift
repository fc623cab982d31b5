import Agent
import ArgumentParser

struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a link that lets one person write to you.",
        discussion: """
            Prints the link alone on a line of standard output and, in a terminal, its QR code.
            It works once. Who gets hold of it before the person you mean can take their place:
            compare safety numbers ('moonless verify'). With --name the contact is there at once,
            and texts to it wait until the link is used.
            """)

    @Option(help: ArgumentHelp("The name that the contact will have here.", valueName: "peer"))
    var name: String?

    @Flag(help: "The link is for several people; each asks to be let in ('moonless requests').")
    var reusable = false

    @Flag(help: "List the links that nobody has used yet.")
    var list = false

    @Option(help: ArgumentHelp("Make this contact's link void.", valueName: "peer"))
    var withdraw: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        let purposes = [list, withdraw != nil, name != nil, reusable].count { $0 }
        guard purposes <= 1 else {
            throw ValidationError("--name, --reusable, --list and --withdraw exclude each other.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        if list { return try await showInvites(agent) }
        if let withdraw { return try await self.withdraw(withdraw, agent) }
        let invite = try await agent.send(
            .post, "invites", InviteRequest(name: name, reusable: reusable ? true : nil),
            as: InviteBody.self)
        if options.json { return Console.line(JSONLine.text(invite)) }
        Console.line(invite.link)
        QRPicture.show(invite.link)
        if Console.outputIsTerminal {
            let end = LocalTime.text(invite.expiresAt)
            Console.error(
                reusable
                    ? "For everybody who has it, until \(end). Each has to be let in."
                    : "For one person, until \(end). Give it to nobody else.")
        }
    }

    private func showInvites(_ agent: AgentClient) async throws {
        for invite in try await agent.get("invites", as: InvitesBody.self).invites {
            if options.json {
                Console.line(JSONLine.text(invite))
            } else {
                let name = invite.name.isEmpty ? "(no name)" : TerminalText.safeName(invite.name)
                Console.line(
                    "\(invite.conversation.prefix(8))  \(name)  until "
                        + LocalTime.text(invite.expiresAt))
                Console.line(invite.link)
            }
        }
    }

    private func withdraw(_ text: String, _ agent: AgentClient) async throws {
        let invites = try await agent.get("invites", as: InvitesBody.self).invites
        let matches = invites.filter {
            $0.name == text || $0.link == text
                || (text.count >= 4 && $0.conversation.hasPrefix(text.lowercased()))
        }
        guard let match = matches.first, matches.count == 1 else {
            throw CommandFailure(
                .noSuchContact,
                matches.isEmpty
                    ? "no open invitation '\(text)': 'moonless invite --list' shows them"
                    : "several invitations match '\(text)': give more of the id")
        }
        try await agent.send(.delete, "invites/\(match.conversation)")
    }
}
