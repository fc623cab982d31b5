import NIOCore
import NIOPosix

/// Ports of this machine at which nobody listens.
package enum FreePorts {
    /// Below those that systems give to outgoing connections (Linux: from 32,768 on; RFC 6335,
    /// section 6: from 49,152 on), of which one may be gone again before a server listens.
    private static let range = 20_000..<32_000

    /// - Returns: `count` different ports of 127.0.0.1.
    /// - Throws: What the system says when none of many could be had.
    package static func find(_ count: Int) async throws -> [Int] {
        var found: [Int] = []
        for port in range.shuffled().prefix(100) where found.count < count {
            if let free = try? await bind(port) { found.append(free) }
        }
        // A machine on which that range is in use: whatever the system gives.
        while found.count < count { found.append(try await bind(0)) }
        return found
    }

    private static func bind(_ port: Int) async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: port).get()
        let bound = channel.localAddress?.port ?? port
        try await channel.close()
        return bound
    }
}
