package import ArgumentParser

/// `moonless audit`: shows what metadata reveal.
package struct AuditCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show what metadata reveal: partners, friends, places, sleep.",
        usage: """
            moonless audit FILE... [--kind KIND] [--truth FILE] [--report OUT.html] \
            [--results OUT.json]
            moonless audit replay TRACE [--window FROM..TO] [--round-ms N] [--accounts N]
            """,
        discussion: AuditFiles.configuration.discussion,
        subcommands: [AuditFiles.self, ReplayLauncher.self], defaultSubcommand: AuditFiles.self)

    package init() {}
}
