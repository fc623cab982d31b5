import ArgumentParser
import AuditCommand

@main
struct Main {
    static func main() async {
        await AuditCommand.main()
    }
}
