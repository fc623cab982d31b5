import Client
import ClientCore
import Crypto
import FoundationEssentials
import NIOCore
import NIOPosix
import Wire

/// An account on its way.
///
/// Its key is in the vault before the servers hear of it, so that after a crash the same ticket
/// makes the same account.
struct NewAccount {
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

    static func begin(in home: AccountHome, keyFile: String?, ticket: [UInt8]) throws -> NewAccount
    {
        guard home.hasVault else {
            let secret = try SecretSource.new(keyFile: keyFile)
            let vault = try Vault.create(in: home, secret: secret)
            return try NewAccount(home, vault, isFresh: true, ticket)
        }
        do {
            let secret = try SecretSource.existing(home: home, keyFile: keyFile)
            return try NewAccount(
                home, try Vault.open(home, secret: secret), isFresh: false, ticket)
        } catch VaultError.wrongPassphrase {
            throw CommandFailure(
                .wrongPassphrase,
                "an earlier 'join' was broken off here, with another passphrase: give that one, "
                    + "or remove \(home.path)")
        }
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
    mutating func register(
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
        } catch let trouble as ConnectionTrouble {
            forgetIfRefused(trouble)
            throw trouble
        }
    }

    private func run(
        _ start: Registrar, _ link: JoinLink, _ proxy: ProxyAddress?,
        _ onDeployment: (SignedDeployment) -> Void
    ) async throws -> Account {
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
            let knewDeployment = registrar.deployment != nil
            let step = try registrar.received(message)
            if !knewDeployment, let deployment = registrar.deployment { onDeployment(deployment) }
            switch step {
            case .send(let message): connection.send(message)
            case .done(let account): return account
            }
        }
        throw ConnectionTrouble.unreachable
    }

    /// A ticket that the servers refuse made no account: the home is as it was before.
    private func forgetIfRefused(_ trouble: ConnectionTrouble) {
        guard isFresh else { return }
        switch trouble {
        case .refused(.unknownTicket), .refused(.usedTicket), .refused(.deploymentFull):
            Vault.remove(from: home)
        default: break
        }
    }
}

extension LeaderConnection.Event {
    fileprivate var isClosed: Bool {
        if case .closed = self { true } else { false }
    }
}
