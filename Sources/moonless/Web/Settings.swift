import Agent
import ArgumentParser

struct Settings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show or change the agent's settings.",
        discussion: "Without an option: prints them.")

    @Option(
        help: ArgumentHelp(
            "Lock the page after so many minutes without use; 0 for never.", valueName: "minutes"))
    var autoLock: Int?

    @Option(
        help: ArgumentHelp(
            "The page's language, 'de' say; empty for the browser's.", valueName: "tag"))
    var language: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try GlobalOptions.agent(of: options.accountHome())
        let settings: AgentSettings
        if autoLock != nil || language != nil {
            settings = try await agent.send(
                .put, "settings",
                AgentSettingsRequest(autoLockMinutes: autoLock, language: language),
                as: AgentSettings.self)
        } else {
            settings = try await agent.get("settings", as: AgentSettings.self)
        }
        if options.json { return Console.line(JSONLine.text(settings)) }
        let minutes = settings.autoLockMinutes
        Console.line("auto-lock: \(minutes == 0 ? "never" : "after \(minutes) minutes")")
        Console.line(
            "language:  \(settings.language.isEmpty ? "the browser's" : settings.language)")
    }
}
