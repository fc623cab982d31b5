package import PrivateRetrieval
import Wire

/// The helper of a deployment as a pure state machine, driven like ``LeaderEngine``.
///
/// It trusts the leader with nothing but availability: it checks account signatures and frames
/// itself, evaluates each round at most once, and no message of the leader makes it evaluate two
/// targets under one root or two planes under one pad.
package struct HelperEngine {
    enum Link {
        case down
        case connected
        case greeted
    }

    let identity: ServerIdentity
    // Beside the identity, so that what is done with every frame copies no more than these.
    let parameters: DeploymentParameters
    let layout: FrameLayout
    let accounts: any AccountStore
    let marks: any RoundMarkStore
    var random: any RandomNumberGenerator
    var database: RoundDatabase

    /// Drawn when this engine was made: sessions of an earlier one are gone.
    let instance: [UInt8]
    var mark: Round
    var link = Link.down
    var sessions: HelperSessions
    var frames = FrameBuffer()
    var current: HelperRound?
    /// The parts of the leader's account table that have come so far.
    var adoption: [AccountRecord] = []
    var outputs: [HelperOutput] = []
    /// While a restored leader copies.
    var catchUpPlane = PlaneInMemory()

    /// - Parameters:
    ///   - accounts: Empty before the first link-up with the leader.
    ///   - retrieval: Computes answers, on as many cores as the caller gives it.
    ///   - packedByteLimit: Memory for planes that stay packed between their rounds.
    ///   - random: Draws nonces and the number of this instance.
    package init(
        identity: ServerIdentity, accounts: any AccountStore, planes: any PlaneStore,
        marks: any RoundMarkStore, retrieval: RetrievalEngine,
        packedByteLimit: Int = PackedPlanes.defaultByteLimit,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws {
        self.identity = identity
        parameters = identity.parameters
        layout = identity.layout
        self.accounts = accounts
        self.marks = marks
        var random = random
        instance = RandomBytes.draw(LinkMessage.instanceByteCount, using: &random)
        self.random = random
        mark = try marks.mark()
        sessions = HelperSessions(capacity: identity.parameters.capacity)
        database = try RoundDatabase(
            identity: identity, store: planes, retrieval: retrieval,
            packedByteLimit: packedByteLimit)
    }

    package mutating func handle(
        _ input: HelperInput, at unixMilliseconds: Int64
    ) -> [HelperOutput] {
        outputs = []
        switch input {
        case .leaderConnected:
            resetLink()
            link = .connected
        case .leaderDisconnected:
            resetLink()
            outputs.append(.notice(.unlinked))
        case .leaderMessage(let bytes): receive(bytes, at: unixMilliseconds)
        case .tick: break
        }
        defer { outputs = [] }
        return outputs
    }

    /// When the engine wants its next ``HelperInput/tick`` at the latest: it acts on the leader's
    /// messages alone.
    package func nextWake(after unixMilliseconds: Int64) -> Int64 { unixMilliseconds + 60_000 }

    /// Clients with a session, for the operator's figures.
    package var sessionCount: Int { sessions.byNumber.count }

    /// Sessions go on when the link comes back; what was under way does not.
    private mutating func resetLink() {
        link = .down
        adoption = []
        catchUpPlane.forget()
        sessions.forgetNonces()
        frames.removeAll()
        dropRound()
    }

    private mutating func receive(_ bytes: [UInt8], at now: Int64) {
        guard link != .down else { return }
        let message: LinkMessageToHelper
        do {
            message = try LinkMessageToHelper(bytes)
        } catch {
            return cut(.peerTrouble("the leader sent \(error.detail)"))
        }
        if case .hello(let version, let digest) = message {
            return greet(version: version, descriptorDigest: digest)
        }
        guard link == .greeted else {
            return cut(.peerTrouble("the leader began without a greeting"))
        }
        receive(message, at: now)
    }

    private mutating func receive(_ message: LinkMessageToHelper, at now: Int64) {
        switch message {
        case .hello: break
        case .keepSessions(let kept): sessions.keep(only: Set(kept))
        case .adoptAccounts(let first, let accounts, let isLast):
            adopt(accounts, from: first, isLast: isLast)
        case .storeAccount(let request, let slot, let generation, let key):
            let account = AccountRecord(generation: generation, key: key, isOccupied: true)
            store(account, slot: slot, request: request)
        case .vacate(let request, let vacancy): vacate(vacancy, request: request)
        case .drawNonce(let request): drawNonce(request)
        case .openSession(let request, let session, let leaderNonce, let helperNonce, let opening):
            openSession(
                request, session, leaderNonce: leaderNonce, helperNonce: helperNonce, opening)
        case .endSession(let session): sessions.end(session)
        case .frame(let session, let frame): receiveFrame(frame, session: session, at: now)
        case .closeRound(let round, let sessions): close(round, sessions: sessions, at: now)
        case .evaluate(let round, let digests): evaluate(round, digests)
        case .repair(let round, let planeGroups, let bellSeed, let emptyBoard):
            listDifferences(
                round, planeGroups: planeGroups, bellSeed: bellSeed, emptyBoard: emptyBoard)
        case .repairCells(let round, let rows): repairCells(round, rows)
        case .repairEnd(let round): endRepair(round)
        case .readRecord(let request, let session): readRecord(request, session)
        case .readAccounts(let request, let first): readAccounts(request, from: first)
        case .compareRows(let request, let plane, let first, let hashes):
            compareRows(request, plane: plane, from: first, hashes)
        }
    }

    mutating func send(_ message: LinkMessageToLeader) { outputs.append(.send(message.encoded)) }

    mutating func cut(_ notice: ServerNotice) {
        outputs.append(.notice(notice))
        outputs.append(.disconnectLeader)
        resetLink()
    }

    /// Runs what needs the disk; a failure is the operator's to know, not the leader's to see.
    mutating func withStorage<Value>(_ body: (inout Self) throws -> Value) -> Value? {
        do {
            return try body(&self)
        } catch {
            outputs.append(.notice(.storageTrouble("\(error)")))
            return nil
        }
    }
}
