import ArgumentParser
import Server
@main struct Stub { static func main() {} }
