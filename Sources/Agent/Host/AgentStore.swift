import Client
import Crypto
import FoundationEssentials
import Synchronization
import Wire

/// What an agent keeps beside the vault, for it is needed before the vault is open: the port of
/// the page, the browsers' tokens as hashes, settings.
///
/// Nothing of the account.
final class AgentStore: Sendable {
    /// The file `agent.json` in the account's home.
    private struct Content: Codable, Sendable {
        var version = 1
        var port: Int?
        /// SHA-256 of each token in hexadecimal; the one that was used last comes last.
        var tokens: [String] = []
        var settings = AgentSettings()
    }

    private static let tokenByteCount = 32
    /// Browsers that may be signed in; one more signs out the one that was used longest ago.
    static let tokenLimit = 32

    private let path: String
    private let content: Mutex<Content>
    private let used = Mutex<Set<String>>([])

    /// A file that is missing or that nobody can read begins anew: browsers have to be let in again.
    init(_ home: AccountHome) {
        path = home.agentFilePath
        let bytes = try? PrivateFile.read(home.agentFilePath)
        let stored = bytes.flatMap { try? JSONDecoder().decode(Content.self, from: Data($0)) }
        content = Mutex(stored ?? Content())
    }

    var settings: AgentSettings { content.withLock { $0.settings } }
    var tokenCount: Int { content.withLock { $0.tokens.count } }
    /// Where the page was served last.
    var port: Int? { content.withLock { $0.port } }

    // MARK: Tokens

    /// Makes a token; nothing but its hash is kept.
    func issueToken() throws -> String {
        var generator = SystemRandomNumberGenerator()
        let token = Base64URL.encode(
            (0..<Self.tokenByteCount).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            })
        let hash = Self.hash(token)
        try change { $0.tokens = $0.tokens.suffix(Self.tokenLimit - 1) + [hash] }
        return token
    }

    /// Whether the token is one of those that were handed out and not withdrawn.
    ///
    /// In constant time for each of them.
    func admits(_ token: String) -> Bool {
        let hash = Self.hash(token)
        let isKnown = content.withLock { content in
            var found: Int?
            for (index, known) in content.tokens.enumerated()
            where ConstantTime.equal(Array(known.utf8), Array(hash.utf8)) {
                found = index
            }
            guard let found else { return false }
            content.tokens.append(content.tokens.remove(at: found))
            return true
        }
        if isKnown { used.withLock { _ = $0.insert(hash) } }
        return isKnown
    }

    /// Whether a browser has come with this token since the agent began.
    func wasUsed(hash: String) -> Bool { used.withLock { $0.contains(hash) } }

    func revokeAllTokens() throws { try change { $0.tokens = [] } }

    func revoke(_ token: String) throws {
        let hash = Self.hash(token)
        try change { content in content.tokens.removeAll { $0 == hash } }
    }

    static func hash(_ token: String) -> String {
        Hexadecimal.encode(Array(SHA256.hash(data: Array(token.utf8))))
    }

    // MARK: The rest

    /// - Parameter revokingTokens: somebody else may have heard them at the old port.
    func setPort(_ port: Int, revokingTokens: Bool) throws {
        guard port != self.port || revokingTokens else { return }
        try change { content in
            content.port = port
            if revokingTokens { content.tokens = [] }
        }
    }

    func changeSettings(_ body: (inout AgentSettings) throws -> Void) throws -> AgentSettings {
        try change { try body(&$0.settings) }
        return settings
    }

    /// Changes the content once the change is on the disk.
    private func change(_ body: (inout Content) throws -> Void) throws {
        try content.withLock { content in
            var changed = content
            try body(&changed)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try PrivateFile.replace(path, with: Array(try encoder.encode(changed)) + [0x0A])
            content = changed
        }
    }
}
