import Agent
import ArgumentParser

struct Scheduling: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Choose between speed and delays that tell contacts nothing.",
        discussion: """
            'fair', which is how an account begins, reads first who has something and sends first
            what is new: contacts who measure how long you take can learn when you are busy with
            others, not with whom. 'strict' gives every conversation a fixed share of reads and
            cells whatever there is: delays tell nothing, and everything takes longer, with eight
            contacts about a minute at rounds of a second, unless the conversation is on the
            screen. Servers see no difference. Without an argument: prints the mode.
            """)

    enum Mode: String, ExpressibleByArgument, CaseIterable { case fair, strict }

    @Argument(help: "fair or strict.")
    var mode: Mode?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        if let mode {
            return try await agent.send(
                .put, "scheduling", SchedulingRequest(mode: mode.rawValue))
        }
        let status = try await agent.get("status", as: StatusBody.self)
        Console.line(
            options.json
                ? JSONLine.text(SchedulingRequest(mode: status.scheduling))
                : status.scheduling)
    }
}
