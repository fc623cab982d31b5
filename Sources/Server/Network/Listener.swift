import NIOCore
import NIOPosix
import Wire

/// Binds a server's address and puts a failure into words.
enum Listener {
    static func bind(
        _ address: HostAndPort, on group: MultiThreadedEventLoopGroup,
        _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer(initialize)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 4)
                .bind(host: address.host, port: address.port).get()
        } catch {
            throw ServerFailure(
                .unavailable,
                "cannot listen on \(address): \(error). Is another program using "
                    + "the port, or is the address not this machine's?")
        }
    }
}
