import Crypto
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import Wire

// What a busy program does with its line shows nowhere but inside.
@testable import Client
@testable import ClientCore

/// However busy a program is with what its user does, its line stays as it is.
@Suite struct BusyProgramTests {
    private final class Heard: Sendable {
        let messages = Mutex(0)
        let words = Mutex(0)
    }

    private final class Flag: Sendable {
        let isSet = Mutex(false)
    }

    private func line(_ heard: Heard) throws -> (EmbeddedChannel, ConnectionHandler) {
        let channel = EmbeddedChannel()
        let handler = ConnectionHandler(
            secured: channel.eventLoop.makePromise(),
            onHeard: { heard.words.withLock { $0 += 1 } },
            onEvent: { event in
                if case .message = event { heard.messages.withLock { $0 += 1 } }
            })
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, handler)
    }

    /// A leader that answers while nobody deals with it is read on, its word is noted, and only so
    /// much is kept.
    @Test func aBusyProgramReadsOn() throws {
        let heard = Heard()
        let (channel, handler) = try line(heard)
        // Where a read ends up when nobody on the way holds it back.
        for _ in 0..<500 {
            try channel.writeInbound([UInt8]([1, 2, 3]))
            channel.read()
        }
        #expect(heard.words.withLock { $0 } == 500)
        #expect(heard.messages.withLock { $0 } == ConnectionHandler.unhandledLimit)
        for _ in 0..<ConnectionHandler.unhandledLimit { handler.handledMessage() }
        try channel.writeInbound([UInt8]([1, 2, 3]))
        #expect(heard.messages.withLock { $0 } == ConnectionHandler.unhandledLimit + 1)
        _ = try channel.finish()
    }

    /// Twelve seconds of other work, with answers that come in time: the line lives.
    ///
    /// Twelve seconds of silence: it does not.
    @Test func silenceIsTheLeadersNotOurs() {
        let clock = ManualClock(1_000_000).clock
        let word = LastWord()
        let start = clock.uptime()
        word.note(start)
        for second in 1...12 { word.note(start + 1_000 * Int64(second)) }
        #expect(!word.isOlder(than: 10_000, at: start + 12_500))
        #expect(word.isOlder(than: 10_000, at: start + 22_500))
        // An older word sets nothing back.
        word.note(start)
        #expect(!word.isOlder(than: 10_000, at: start + 12_500))
    }

    // MARK: The runtime's own thread

    private struct Site {
        let place: TemporaryHome
        let vault: Vault
        let runtime: ClientRuntime

        init() throws {
            place = try TemporaryHome()
            vault = try Vault.create(
                in: place.home, secret: .keyFile([UInt8](repeating: 1, count: 32)))
            let account = ClientCore.Account(
                deploymentFile: try Self.deployment().encodeFile(), slot: 3, generation: 1,
                accountKey: Curve25519.Signing.PrivateKey(), displayName: "Alice", proxy: "")
            try vault.apply([.put(ClientCore.Account.recordKey, value: try account.encoded())])
            runtime = try ClientRuntime(vault: vault, home: place.home, proxy: nil)
        }

        private static func deployment() throws -> SignedDeployment {
            let keys = [Curve25519.Signing.PrivateKey(), Curve25519.Signing.PrivateKey()]
            func server(_ index: Int) throws -> OperatorPublic {
                OperatorPublic(
                    address: "server\(index).example:7000",
                    signingKey: Array(keys[index].publicKey.rawRepresentation),
                    kemKey: Array(
                        try XWingMLKEM768X25519.PrivateKey().publicKey.rawRepresentation),
                    certificateSHA256: [UInt8](repeating: 1, count: 32))
            }
            let descriptor = DeploymentDescriptor(
                name: "test", identifier: [UInt8](repeating: 9, count: 16),
                parameters: DeploymentParameters(), leader: try server(0),
                helper: try server(1))
            var signed = SignedDeployment(descriptor: descriptor)
            signed.leaderSignature = Array(try keys[0].signature(for: descriptor.encoded))
            signed.helperSignature = Array(try keys[1].signature(for: descriptor.encoded))
            return signed
        }

        /// How often the runtime answered while something else was done: times say little where many
        /// tests share few cores.
        ///
        /// Who asks goes before other tests, or counts how busy these are.
        func answers(
            during work: @Sendable @escaping () async throws -> Void
        ) async throws -> Int {
            let done = Flag()
            let runtime = runtime
            let asking = Task(priority: .high) {
                var count = 0
                while !done.isSet.withLock({ $0 }) {
                    _ = await runtime.status
                    count += 1
                }
                return count
            }
            let working = Task(priority: .high) { try await work() }
            let result = await working.result
            done.isSet.withLock { $0 = true }
            let count = await asking.value
            try result.get()
            return count
        }
    }

    @Test(.timeLimit(.minutes(5))) func largeImportsLeaveRoomForTheRounds() async throws {
        let site = try Site()
        let runtime = site.runtime
        let id = try await runtime.invite(name: "Bob").conversation
        let entries = (0..<6_000).map {
            ClientEngine.ImportedMessage(
                from: "Bob", text: "message \($0)", sentAt: 1_000_000 + Int64($0) * 60_000)
        }
        let importing = try await site.answers {
            let count = try await runtime.importHistory(entries, into: id)
            #expect(count == entries.count)
        }
        // Twelve batches; without them there are two answers: before, and after.
        #expect(importing > 5)
        // Batches do not forget what earlier ones held.
        #expect(try await runtime.importHistory(entries + entries, into: id) == entries.count)
        #expect(try await runtime.wholeThread(id).count == 2 * entries.count)
        // One reading is soon done, and where many tests share few cores nobody else may get a turn
        // meanwhile; in sixty somebody does, unless the runtime itself is kept busy.
        var reading = 0
        for _ in 0..<60 where reading <= 5 {
            reading = max(
                reading, try await site.answers { _ = try await runtime.wholeThread(id) })
        }
        #expect(reading > 5)
        let forgetting = try await site.answers { try await runtime.forget(id) }
        #expect(forgetting > 2)
        #expect(try site.vault.messages(in: MessageRecord.historySpace(id)).isEmpty)
    }

    /// A listener asks for the number after each message: it costs what is new, not what is there.
    @Test func unreadMessagesAreCountedOnce() throws {
        let place = try TemporaryHome()
        let vault = try Vault.create(
            in: place.home, secret: .keyFile([UInt8](repeating: 1, count: 32)))
        let count: UInt64 = 5_000
        func add(_ sequences: ClosedRange<UInt64>) throws {
            try vault.apply(
                sequences.map {
                    .put(
                        MessageRecord.recordKey("a", $0),
                        value: try StoredMessage.bytes($0, "text", in: "a"))
                })
        }
        func summary(_ last: UInt64, read: UInt64 = 0) -> ConversationSummary {
            ConversationSummary(
                id: "a", name: "a", phase: .active, isVerified: false, isGroup: false,
                memberCount: 2, waitingCount: 0, heldBackCount: 0, lastSequence: last,
                readSequence: read, settings: ConversationSettings())
        }
        try add(1...count)
        let unread = UnreadCounts()
        let clock = ContinuousClock()
        var found = 0
        let first = try clock.measure { found = try unread.count(summary(count), in: vault) }
        #expect(found == Int(count))
        try add(count + 1...count + 1)
        let second = try clock.measure {
            found = try unread.count(summary(count + 1), in: vault)
        }
        #expect(found == Int(count) + 1)
        #expect(second < first / 10)
        unread.note(.notice(.removed(conversation: "a", sequence: 7, id: "7")))
        #expect(try unread.count(summary(count + 1), in: vault) == Int(count))
        #expect(try unread.count(summary(count + 1, read: 100), in: vault) == Int(count) - 99)
        #expect(try unread.count(summary(count + 1, read: count + 1), in: vault) == 0)
    }
}
