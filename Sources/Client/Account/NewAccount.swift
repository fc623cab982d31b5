package import ClientCore
import Crypto
import FoundationEssentials
import NIOCore
import NIOPosix
package import Wire

/// An account on its way.
///
/// Its key is in the vault before the servers hear of it, so that after a crash the same ticket
/// makes the same account.
package struct NewAccount {
    private struct Joining: Codable {
        static let recordKey = RecordKey(.account, "joining")

        var ticket: Data
        var accountKey: Data
    }

    private let home: AccountHome
    private let vault: Vault
    /// Nothing of the account is known to the servers when this run began.
    private let isFresh: Bool
    private let accountKey: Curve25519.Signing.PrivateKey
    /// The account, if an earlier run came as far as storing it.
    private let finished: Account?

    /// Makes the vault of an account, or opens that of an attempt that broke off.
    /// - Parameters:
    ///   - home: exists and is locked by the caller; it holds no complete account.
    ///   - secret: opens the account from now on; of an earlier attempt, what opened that one.
    /// - Throws: ``VaultError/wrongPassphrase`` if an earlier attempt had another one, and others.
    package static func begin(
        in home: AccountHome, secret: VaultSecret, ticket: [UInt8]
    ) throws -> NewAccount {
        if home.hasVault {
            return try NewAccount(
                home, try Vault.open(home, secret: secret), isFresh: false, ticket)
        }
        let vault = try Vault.create(in: home, secret: secret)
        return try NewAccount(home, vault, isFresh: true, ticket)
    }

    private init(
        _ home: AccountHome, _ vault: Vault, isFresh: Bool, _ ticket: [UInt8]
    ) throws {
        self.home = home
        self.vault = vault
        let records = try vault.load()
        finished = try records[Account.recordKey].map {
            try Account(decoding: $0)
        }
        let joining = try records[Joining.recordKey].map {
            try JSONDecoder().decode(Joining.self, from: Data($0))
        }
        if let joining, joining.ticket == Data(ticket) {
            accountKey = try Curve25519.Signing.PrivateKey(rawRepresentation: joining.accountKey)
            self.isFresh = false
        } else {
            accountKey = Curve25519.Signing.PrivateKey()
            self.isFresh = isFresh
            let joining = Joining(ticket: Data(ticket), accountKey: accountKey.rawRepresentation)
            try vault.apply([
                .put(Joining.recordKey, value: Array(try JSONEncoder().encode(joining)))
            ])
        }
    }

    /// Registers with the servers and completes the vault.
    ///
    /// The vault is closed when this returns.
    /// - Parameters:
    ///   - proxyText: the proxy as it was written, which the account keeps.
    ///   - onDeployment: hears of the deployment before the account is made.
    /// - Throws: `ConnectionTrouble`, ``LeaderUnreachable``, ``VaultError`` or `WireError`.
    package func register(
        link: JoinLink, name: String, proxy: ProxyAddress?, proxyText: String,
        onDeployment: (SignedDeployment) -> Void
    ) async throws -> Account {
        defer { vault.close() }
        if let finished {
            try vault.markComplete()
            return finished
        }
        do {
            let registrar = Registrar(
                link: link, accountKey: accountKey, displayName: name, proxy: proxyText)
            let account = try await run(registrar, link, proxy, onDeployment)
            try vault.apply([
                .put(Account.recordKey, value: try account.encoded()),
                .delete(Joining.recordKey),
            ])
            try vault.markComplete()
            return account
        } catch {
            if isFresh, Self.madeNothing(error) { Vault.remove(from: home) }
            throw error
        }
    }

    /// What the deployment of a link is, asked of its leader; nothing is made.
    /// - Throws: `ConnectionTrouble`, ``LeaderUnreachable`` or `WireError`.
    package static func deployment(
        of link: JoinLink, proxy: ProxyAddress?
    ) async throws -> SignedDeployment {
        // With a key that nobody keeps: its registration is made and not sent.
        let registrar = Registrar(
            link: link, accountKey: Curve25519.Signing.PrivateKey(), displayName: "", proxy: "")
        return try await converse(registrar, link, proxy) { registrar, _ in registrar.deployment }
    }

    private func run(
        _ registrar: Registrar, _ link: JoinLink, _ proxy: ProxyAddress?,
        _ onDeployment: (SignedDeployment) -> Void
    ) async throws -> Account {
        var knewDeployment = false
        return try await Self.converse(registrar, link, proxy) { registrar, step in
            if !knewDeployment, let deployment = registrar.deployment {
                knewDeployment = true
                onDeployment(deployment)
            }
            return if case .done(let account) = step { account } else { nil }
        }
    }

    /// Talks with the leader until something has come of it.
    /// - Parameter outcome: asked after each answer, before the next message is sent.
    private static func converse<Outcome>(
        _ start: Registrar, _ link: JoinLink, _ proxy: ProxyAddress?,
        _ outcome: (Registrar, Registrar.Step) -> Outcome?
    ) async throws -> Outcome {
        var registrar = start
        let (events, continuation) = AsyncStream.makeStream(of: LeaderConnection.Event.self)
        let connection = try await LeaderConnection.connect(
            to: try LeaderAddress(link.deployment), proxy: proxy,
            on: MultiThreadedEventLoopGroup.singleton.next(),
            onEvent: { continuation.yield($0) })
        defer { connection.close() }
        if case .send(let message) = registrar.start() { connection.send(message) }
        let deadline = connection.finish(continuation, after: .seconds(60))
        defer { deadline.cancel() }
        for await case .message(let message) in events.prefix(while: { !$0.isClosed }) {
            connection.handledMessage()
            let step = try registrar.received(message)
            if let outcome = outcome(registrar, step) { return outcome }
            if case .send(let message) = step { connection.send(message) }
        }
        throw ConnectionTrouble.unreachable
    }

    /// A leader that was not reached, and a ticket that the servers refuse, made no account: the
    /// home is to be as it was before.
    private static func madeNothing(_ error: any Error) -> Bool {
        switch error {
        case is LeaderUnreachable: true
        case ConnectionTrouble.refused(.unknownTicket), ConnectionTrouble.refused(.usedTicket),
            ConnectionTrouble.refused(.deploymentFull):
            true
        default: false
        }
    }
}

extension LeaderConnection.Event {
    fileprivate var isClosed: Bool {
        if case .closed = self { true } else { false }
    }
}
