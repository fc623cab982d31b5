import Client
import Glibc
import NIOPosix
import Testing

// What waits for a listener that reads nothing shows nowhere but inside.
@testable import Agent

/// Who connects and does not do its part costs the agent little.
@Suite struct ListenerTests {
    /// Ten thousand events for a listener that takes none: so many are kept, then it is cut off.
    @Test(.timeLimit(.minutes(10))) func whoDoesNotKeepUpIsCutOff() async throws {
        try await TestAgent.withHome { home in
            try TestAgent.makeAccount(home, .openedByKeyFile)
            let vault = try Vault.open(
                home, secret: .keyFile([UInt8](repeating: 1, count: 32)))
            let runtime = try ClientRuntime(vault: vault, home: home, proxy: nil)
            let stream = EventStream(
                runtime: runtime, open: OpenConversations(runtime), curtain: nil, withRounds: true)
            let (events, source) = AsyncStream.makeStream(of: RuntimeEvent.self)
            let (hangup, line) = AsyncStream.makeStream(of: Void.self)
            for round in 0..<10_000 { source.yield(.round(UInt64(round), answered: true)) }
            let merged = stream.merged(events, until: hangup)
            // Long enough for all of them to be passed on, if nothing held that up.
            try await Task.sleep(for: .seconds(1))
            var count = 0
            // It ends by itself, though neither the events nor the listener have ended.
            for await _ in merged { count += 1 }
            #expect(count >= EventStream.waitingLimit)
            #expect(count < 10_000)
            withExtendedLifetime((source, line)) {}
        }
    }

    /// A connection on which nothing is asked ends by itself.
    @Test(.timeLimit(.minutes(10))) func silentConnectionsEnd() async throws {
        try await TestAgent.run { agent in
            let port = try await agent.browser().port
            let bytes = try await NIOThreadPool.singleton.runIfActive { () -> Int in
                let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                defer { close(line) }
                var patience = timeval(tv_sec: 30, tv_usec: 0)
                setsockopt(
                    line, SOL_SOCKET, SO_RCVTIMEO, &patience,
                    socklen_t(MemoryLayout<timeval>.size))
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = in_port_t(port).bigEndian
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                let result = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
                guard result == 0 else { return -2 }
                var byte: UInt8 = 0
                return recv(line, &byte, 1, 0)
            }
            // Zero is the end of the line; -1 would be our own patience's.
            #expect(bytes == 0)
        }
    }
}
