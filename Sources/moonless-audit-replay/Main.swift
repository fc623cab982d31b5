import ArgumentParser
import Replay

/// The laboratory behind `moonless audit replay`: both servers and the clients in one process, which
/// the program for people must not be.
@main enum Main {
    static func main() async {
        await ReplayCommand.main()
    }
}
