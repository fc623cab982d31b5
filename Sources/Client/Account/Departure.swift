package import ClientCore
import NIOCore
import NIOPosix
import Wire

/// An account on its way out: the contacts are told, then the servers.
///
/// In between, and not by this type, its runtime is ended: an account has one session.
package struct Departure: Sendable {
    package let runtime: ClientRuntime
    private let account: Account

    package init(_ runtime: ClientRuntime, _ account: Account) {
        self.runtime = runtime
        self.account = account
    }

    /// Queues the word for the contacts, and leaves all groups.
    package func begin() async throws -> LeavingProgress {
        try await runtime.announceLeaving()
        return await runtime.leavingProgress
    }

    /// Waits for the contacts to have heard it, for a while; the runtime has to run meanwhile.
    package func untilTold(
        within time: Duration, onProgress: (LeavingProgress) -> Void = { _ in }
    ) async -> LeavingProgress {
        let deadline = ContinuousClock.now + time
        var progress = await runtime.leavingProgress
        while !progress.isComplete, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { break }
            progress = await runtime.leavingProgress
            onProgress(progress)
        }
        return progress
    }

    /// Has both servers delete the account.
    ///
    /// It may be run again when its end was not heard.
    /// - Throws: `ConnectionTrouble`, ``LeaderUnreachable`` or `WireError`.
    package func deleteFromServers() async throws {
        var leaver = try Leaver(account)
        let (events, continuation) = AsyncStream.makeStream(of: LeaderConnection.Event.self)
        let connection = try await LeaderConnection.connect(
            to: try LeaderAddress(account.deployment().descriptor), proxy: runtime.proxy,
            on: MultiThreadedEventLoopGroup.singleton.next(),
            onEvent: { continuation.yield($0) })
        defer { connection.close() }
        if case .send(let message) = leaver.start() { connection.send(message) }
        let deadline = connection.finish(continuation, after: .seconds(60))
        defer { deadline.cancel() }
        for await event in events {
            guard case .message(let message) = event else { break }
            connection.handledMessage()
            switch try leaver.received(message) {
            case .send(let message): connection.send(message)
            case .done: return
            }
        }
        throw ConnectionTrouble.unreachable
    }
}
