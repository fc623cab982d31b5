import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The operators' program.
@main
struct Moonlessd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moonlessd",
        abstract: "Runs a server of Moonless, a messenger with nothing to export.",
        discussion: """
            A deployment has two servers under two operators: a leader, to which clients connect, \
            and a helper, which talks to the leader alone. What the messenger promises holds while \
            one of the two is honest, so they belong on different machines, under different law.

            To set one up:
              helper$ moonlessd init DIR --role helper --listen HOST:PORT
              leader$ moonlessd init DIR --role leader --listen HOST:PORT --helper FILE --name NAME
              helper$ moonlessd cosign DIR FILE     (the leader's deployment.json)
              both$   moonlessd run DIR
              leader$ moonlessd tickets DIR --count N

            EXIT CODES
              0   done
              1   something unforeseen, named on standard error
              64  wrong usage
              65  a file is damaged, wrongly signed or of another version
              66  a file or directory is missing
              69  the address cannot be listened on
              73  it exists already, or cannot be made
              74  a disk failed or is full
              75  another moonlessd uses the directory
              77  rights to a file are lacking
              78  the deployment or the configuration is incomplete
            """,
        version: "0.1.0",
        subcommands: [
            Initialize.self, Cosign.self, Run.self, Tickets.self, ServerStatus.self, Export.self,
            Verify.self, Restore.self, Develop.self, Bench.self,
        ])

    static func main() async {
        // Everything that this program makes is for its owner alone.
        umask(0o077)
        // What these stand for is reported where it happens.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        await main(nil)
    }
}
