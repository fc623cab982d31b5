import Client
import Testing

// How a program starts another one shows to the machine alone: the test looks inside.
@testable import moonless

@Suite struct BackgroundAgentTests {
    /// Every user of the machine reads the arguments of its processes.
    @Test func theProxysPasswordIsNoArgument() throws {
        let proxy = "socks5://user:secret@localhost:9050"
        let agent = BackgroundAgent(home: AccountHome(path: "/nowhere"), proxy: proxy)
        #expect(try !agent.arguments().contains { $0.contains("secret") })
        #expect(agent.environment[ProxyOption.variable] == proxy)
        #expect(try ProxyOption.parse(agent.environment[ProxyOption.variable]) != nil)
    }
}
