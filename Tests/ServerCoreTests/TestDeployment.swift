import Crypto
import PrivateRetrieval
import ServerCore
import Wire

/// Leader and helper, wired to each other in one process, with a clock that the test moves.
///
/// What passes between the two can be changed on its way, which makes either of them malicious in
/// the eyes of the other.
final class TestDeployment {
    let deployment: SignedDeployment
    let parameters: DeploymentParameters
    let layout: FrameLayout
    let leaderAccounts: MemoryAccountStore
    let helperAccounts = MemoryAccountStore()
    let leaderPlanes: MemoryPlaneStore
    let helperPlanes: MemoryPlaneStore
    let leaderMarks = MemoryRoundMarkStore()
    let helperMarks = MemoryRoundMarkStore()
    private let leaderIdentity: ServerIdentity
    private let helperIdentity: ServerIdentity
    private let retrieval: RetrievalEngine

    var leader: LeaderEngine
    var helper: HelperEngine
    private(set) var now: Int64
    var isLinked = false
    /// What the leader sent to each connection, in order; emptied by ``take(_:)``.
    var inboxes: [ConnectionID: [LeaderMessage]] = [:]
    /// The servers' records of each connection's slot.
    var records: [ConnectionID: [(leader: VouchedRecord, helper: VouchedRecord)]] = [:]
    var disconnected: Set<ConnectionID> = []
    var leaderNotices: [ServerNotice] = []
    var helperNotices: [ServerNotice] = []
    /// Every message of the leader to the helper, as it was delivered.
    var toHelper: [LinkMessageToHelper] = []
    var toLeader: [LinkMessageToLeader] = []
    var changeToHelper: (LinkMessageToHelper) -> [LinkMessageToHelper] = { [$0] }
    var changeToLeader: (LinkMessageToLeader) -> [LinkMessageToLeader] = { [$0] }
    /// Sizes of the batches in which the leader answered.
    var batches: [Int] = []
    private var nextConnection: UInt64 = 1

    init(
        retrieval: RetrievalEngine? = nil,
        _ change: (inout DeploymentParameters) -> Void = { _ in }
    ) throws {
        var parameters = DeploymentParameters()
        parameters.capacity = 16
        parameters.pagesPerSlot = 4
        change(&parameters)
        self.parameters = parameters
        layout = FrameLayout(parameters)
        let leaderKeys = try TestOperator(address: "leader.example:7000")
        let helperKeys = try TestOperator(address: "helper.example:7001")
        let descriptor = DeploymentDescriptor(
            name: "test", identifier: [UInt8](repeating: 7, count: 16), parameters: parameters,
            leader: leaderKeys.published, helper: helperKeys.published)
        var deployment = SignedDeployment(descriptor: descriptor)
        deployment.leaderSignature = try leaderKeys.sign(descriptor)
        deployment.helperSignature = try helperKeys.sign(descriptor)
        self.deployment = deployment
        leaderIdentity = try ServerIdentity(
            role: .leader, deployment: deployment, kemKey: leaderKeys.kemKey)
        helperIdentity = try ServerIdentity(
            role: .helper, deployment: deployment, kemKey: helperKeys.kemKey)
        self.retrieval = try retrieval ?? RetrievalEngine()
        var random = SystemRandomNumberGenerator()
        leaderAccounts = MemoryAccountStore(
            (0..<parameters.capacity).map { _ in AccountTable.makeFreeSlot(using: &random) })
        leaderPlanes = MemoryPlaneStore(parameters, seed: 1)
        helperPlanes = MemoryPlaneStore(parameters, seed: 2)
        leader = try LeaderEngine(
            identity: leaderIdentity, accounts: leaderAccounts, planes: leaderPlanes,
            marks: leaderMarks, retrieval: self.retrieval)
        helper = try HelperEngine(
            identity: helperIdentity, accounts: helperAccounts, planes: helperPlanes,
            marks: helperMarks, retrieval: self.retrieval)
        // The beginning of a round that is neither a bell nor a knock round.
        now =
            1_700_000_001_000 / Int64(parameters.roundMilliseconds)
            * Int64(parameters.roundMilliseconds)
    }

    var round: Round { Round(at: now, parameters) }

    // MARK: Time

    func setClock(to milliseconds: Int64) {
        now = milliseconds
        feedLeader(.tick)
    }

    func advance(by milliseconds: Int64) { setClock(to: now + milliseconds) }

    /// To the point of the next round at which clients send.
    func toNextRound() { setClock(to: round.next.start(parameters) + sendingOffset) }

    func toRound(_ matches: (Round) -> Bool) {
        repeat { toNextRound() } while !matches(round)
    }

    var sendingOffset: Int64 { Int64(RoundSchedule(parameters).sendingMilliseconds.lowerBound) }

    /// Past the close of the round under way.
    func closeRound() {
        setClock(
            to: round.start(parameters) + Int64(RoundSchedule(parameters).closeMilliseconds))
        feedLeader(.tick)
    }

    var wasRoundAbandoned: Bool {
        leaderNotices.contains { if case .roundAbandoned = $0 { true } else { false } }
    }

    // MARK: Link

    func link() {
        isLinked = true
        feedHelper(.leaderConnected)
        feedLeader(.helperConnected)
    }

    func unlink() {
        guard isLinked else { return }
        isLinked = false
        feedHelper(.leaderDisconnected)
        feedLeader(.helperDisconnected)
    }

    func restartHelper() throws {
        isLinked = false
        helper = try HelperEngine(
            identity: helperIdentity, accounts: helperAccounts, planes: helperPlanes,
            marks: helperMarks, retrieval: retrieval)
        feedLeader(.helperDisconnected)
        link()
    }

    func restartLeader(restoration: (any RestorationState)? = nil) throws {
        isLinked = false
        feedHelper(.leaderDisconnected)
        leader = try LeaderEngine(
            identity: leaderIdentity, accounts: leaderAccounts, planes: leaderPlanes,
            marks: leaderMarks, restoration: restoration, retrieval: retrieval)
        inboxes = [:]
        // Every connection falls with the process.
        disconnected = Set((0..<nextConnection).map { ConnectionID(rawValue: $0) })
        link()
    }

    // MARK: Clients

    func connect() -> ConnectionID {
        let connection = ConnectionID(rawValue: nextConnection)
        nextConnection += 1
        feedLeader(.clientConnected(connection))
        return connection
    }

    func send(_ message: ClientMessage, on connection: ConnectionID) {
        feedLeader(.clientMessage(connection, message.encoded))
    }

    func take(_ connection: ConnectionID) -> [LeaderMessage] {
        defer { inboxes[connection] = nil }
        return inboxes[connection] ?? []
    }

    func addTicket() throws -> [UInt8] {
        let ticket = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        try leaderAccounts.addTickets([Array(SHA256.hash(data: ticket))])
        return ticket
    }

    // MARK: Messages

    func feedLeader(_ input: LeaderInput) {
        for output in leader.handle(input, at: now) { perform(output) }
        // The engine wants to go on at once when it has told the helper to evaluate.
        if leader.nextWake(after: now) <= now, input != .tick { feedLeader(.tick) }
    }

    private func perform(_ output: LeaderOutput) {
        switch output {
        case .send(let connection, let bytes): deliver(bytes, to: connection)
        case .sendTogether(let deliveries):
            batches.append(deliveries.count)
            for delivery in deliveries { deliver(delivery.message, to: delivery.connection) }
        case .disconnect(let connection): disconnected.insert(connection)
        case .sendHelper(let bytes):
            guard isLinked, let message = try? LinkMessageToHelper(bytes) else { return }
            for changed in changeToHelper(message) { deliverToHelper(changed) }
        case .disconnectHelper:
            isLinked = false
            feedHelper(.leaderDisconnected)
        case .notice(let notice): leaderNotices.append(notice)
        }
    }

    func deliverToHelper(_ message: LinkMessageToHelper) {
        toHelper.append(message)
        feedHelper(.leaderMessage(message.encoded))
    }

    private func deliver(_ bytes: [UInt8], to connection: ConnectionID) {
        guard let message = try? LeaderMessage(bytes) else { return }
        // Apart, as it comes between rounds, whatever a test does.
        if case .records(let leader, let helper) = message {
            records[connection, default: []].append((leader, helper))
            return
        }
        inboxes[connection, default: []].append(message)
    }

    func feedHelper(_ input: HelperInput) {
        for output in helper.handle(input, at: helperNow) {
            switch output {
            case .send(let bytes):
                guard isLinked, let message = try? LinkMessageToLeader(bytes) else { continue }
                toLeader.append(message)
                for changed in changeToLeader(message) {
                    feedLeader(.helperMessage(changed.encoded))
                }
            case .disconnectLeader:
                isLinked = false
                feedLeader(.helperDisconnected)
            case .notice(let notice): helperNotices.append(notice)
            }
        }
    }

    /// How far the helper's clock is ahead of the leader's.
    var helperClockOffset: Int64 = 0
    private var helperNow: Int64 { now + helperClockOffset }
}
