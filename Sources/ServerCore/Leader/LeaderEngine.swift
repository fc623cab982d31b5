package import PrivateRetrieval
import Wire

/// The leader of a deployment as a pure state machine: it takes messages and time and returns
/// messages and wishes.
///
/// Whoever drives it owns sockets and clocks.
///
/// Everything that must survive a crash is in the stores; sessions and rounds under way are not, so
/// that an engine made anew from the same stores is a restarted leader.
package struct LeaderEngine {
    enum Link {
        case down
        case greeting
        /// The helper takes over the account table.
        case adopting
        /// This leader was restored and copies from the helper what differs.
        case catchingUp
        case ready
    }

    let identity: ServerIdentity
    // Beside the identity, so that what is done with every frame copies no more than these.
    let parameters: DeploymentParameters
    let layout: FrameLayout
    let schedule: RoundSchedule
    let accounts: any AccountStore
    let marks: any RoundMarkStore
    var random: any RandomNumberGenerator
    var database: RoundDatabase

    /// No round up to this one is served (again).
    var mark: Round { didSet { quiet = 0..<0 } }
    var link = Link.down
    /// The helper's instance and mark, as of the last welcome.
    var helperInstance: [UInt8]?
    var helperMark = Round(rawValue: 0) { didSet { quiet = 0..<0 } }
    var requests: [UInt64: HelperRequest] = [:]
    /// Accounts that are to be deleted when no round is under way.
    var departures: [(Vacancy, ConnectionID)] = []
    var nextRequest: UInt64 = 1

    var connections: [ConnectionID: LeaderConnection] = [:]
    var sessions: [UInt64: LeaderSession] = [:]
    var sessionsBySlot: [UInt32: UInt64] = [:]
    var recordQueue = RecordQueue()
    let restoration: (any RestorationState)?
    var catchUp: CatchUp?

    /// The round that takes frames, or will next; nil before the first input.
    var collecting: Round?
    /// From when until when nothing is due, so that a frame need not ask.
    var quiet: Range<Int64> = 0..<0
    var frames: [UInt64: ReceivedFrame] = [:]
    var current: LeaderRound?
    /// When the helper was last heard, or the first round since began to wait for it.
    var waitingSince: Int64?
    var saidClockBehind = false
    var outputs: [LeaderOutput] = []

    /// - Parameters:
    ///   - accounts: A full table, free slots included.
    ///   - restoration: Whether this leader was made from an export.
    ///   - retrieval: Computes answers, on as many cores as the caller gives it.
    ///   - packedByteLimit: Memory for planes that stay packed between their rounds.
    ///   - random: Draws nonces, session numbers and free slots.
    package init(
        identity: ServerIdentity, accounts: any AccountStore, planes: any PlaneStore,
        marks: any RoundMarkStore, restoration: (any RestorationState)? = nil,
        retrieval: RetrievalEngine,
        packedByteLimit: Int = PackedPlanes.defaultByteLimit,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws {
        self.identity = identity
        parameters = identity.parameters
        layout = identity.layout
        schedule = RoundSchedule(identity.parameters)
        self.accounts = accounts
        self.marks = marks
        self.restoration = restoration
        self.random = random
        mark = try marks.mark()
        database = try RoundDatabase(
            identity: identity, store: planes, retrieval: retrieval,
            packedByteLimit: packedByteLimit)
    }

    package mutating func handle(
        _ input: LeaderInput, at unixMilliseconds: Int64
    ) -> [LeaderOutput] {
        outputs = []
        if current != nil { evaluateOwnShare() }
        if !quiet.contains(unixMilliseconds) { advance(to: unixMilliseconds) }
        switch input {
        case .clientConnected(let connection): connect(connection)
        case .clientDisconnected(let connection): disconnected(connection)
        case .clientMessage(let connection, let bytes):
            receive(bytes, from: connection, at: unixMilliseconds)
        case .helperConnected: helperConnected()
        case .helperDisconnected: helperDisconnected()
        case .helperMessage(let bytes): receiveHelper(bytes, at: unixMilliseconds)
        case .tick: break
        }
        carryOutDepartures()
        defer { outputs = [] }
        return outputs
    }

    /// When the engine wants its next ``LeaderInput/tick`` at the latest.
    package func nextWake(after unixMilliseconds: Int64) -> Int64 {
        if current?.isOwnShareDue == true { return unixMilliseconds }
        guard let collecting else { return unixMilliseconds }
        return max(closeTime(collecting), unixMilliseconds)
    }

    /// Clients with a session, for the operator's figures.
    package var sessionCount: Int { sessions.count }

    mutating func send(_ message: LeaderMessage, to connection: ConnectionID) {
        outputs.append(.send(connection, message.encoded))
    }

    mutating func sendHelper(_ message: LinkMessageToHelper) {
        outputs.append(.sendHelper(message.encoded))
    }

    mutating func ask(_ request: HelperRequest, _ message: (UInt64) -> LinkMessageToHelper) {
        if let connection = request.connection { connections[connection]?.phase = .waiting }
        requests[nextRequest] = request
        sendHelper(message(nextRequest))
        nextRequest += 1
    }

    mutating func notice(_ notice: ServerNotice) { outputs.append(.notice(notice)) }

    /// Runs what needs the disk; a failure is the operator's to know in words, the client's as a
    /// code.
    mutating func withStorage<Value>(_ body: (inout Self) throws -> Value) -> Value? {
        do {
            return try body(&self)
        } catch {
            notice(.storageTrouble("\(error)"))
            return nil
        }
    }
}
