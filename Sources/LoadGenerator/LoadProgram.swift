import ArgumentParser

/// For measurements, not for people: nothing of it is shipped.
@main
struct LoadProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moonless-load",
        abstract: "Measures servers under many simulated clients.",
        subcommands: [LoadGenerator.self, EchoCommand.self, FloorCommand.self],
        defaultSubcommand: LoadGenerator.self)
}
