import Crypto
import NIOCore
import NIOPosix
import NIOSSL
import ServerTestSupport
import Wire

/// All simulated clients, on one event loop.
final class Crowd {
    let plan: CrowdPlan
    let loop: any EventLoop
    private let tls: NIOSSLContext
    private let address: HostAndPort
    private(set) var members: [Member] = []
    private var nextToOpen = 0
    private var openCount = 0
    private var gathered: EventLoopPromise<[AccountBook.Account]>?
    /// The rounds under measurement, once they begin.
    var tally: RoundTally?
    var finished: EventLoopPromise<LoadReport>?
    private var targetsByMember: [Int: [[Int]]] = [:]

    init(_ plan: CrowdPlan, on loop: any EventLoop) throws {
        self.plan = plan
        self.loop = loop
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        tls = try NIOSSLContext(configuration: configuration)
        address = try HostAndPort(plan.descriptor.leader.address)
        for account in plan.accounts {
            members.append(try Member(members.count, self, account: account))
        }
        for ticket in plan.tickets { members.append(Member(members.count, self, ticket: ticket)) }
        for member in members { member.isSampled = member.number % plan.sample == 0 }
    }

    // MARK: Opening

    /// Opens a session for each member, some at a time.
    ///
    /// - Returns: The accounts that were made.
    func gather() -> EventLoopFuture<[AccountBook.Account]> {
        let promise = loop.makePromise(of: [AccountBook.Account].self)
        gathered = promise
        for _ in 0..<min(plan.inFlight, members.count) { openNext() }
        keepAlive()
        return promise.futureResult
    }

    /// The leader closes connections that are silent for a minute: while others still open theirs,
    /// every session sends a frame now and then.
    private func keepAlive() {
        guard gathered != nil else { return }
        sendOneFrameEach()
        let crowd = NIOLoopBound(self, eventLoop: loop)
        _ = loop.scheduleTask(in: .seconds(20)) { crowd.value.keepAlive() }
    }

    func sendOneFrameEach() {
        let schedule = RoundSchedule(plan.parameters)
        let now = Clock.unixMilliseconds()
        let round = Round(at: now, plan.parameters)
        let close = round.start(plan.parameters) + Int64(schedule.closeMilliseconds)
        for member in members.prefix(nextToOpen) {
            try? member.sendFrameNow(now < close ? round : round.next)
        }
        forgetTargets()
    }

    private func openNext() {
        guard nextToOpen < members.count else { return }
        let member = NIOLoopBound(members[nextToOpen], eventLoop: loop)
        let crowd = NIOLoopBound(self, eventLoop: loop)
        nextToOpen += 1
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try crowd.value.addHandlers(channel, member.value)
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { crowd.value.failed($0) }
    }

    private func addHandlers(_ channel: any Channel, _ member: Member) throws {
        let pin = plan.descriptor.leader.certificateSHA256
        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil) {
            certificates, promise in
            let digest = certificates.first.flatMap { try? $0.toDERBytes() }
                .map { Array(SHA256.hash(data: $0)) }
            promise.succeed(digest == pin ? .certificateVerified : .failed)
        }
        try channel.pipeline.syncOperations.addHandlers([handler, member])
    }

    func opened(_ member: Member) {
        openCount += 1
        if openCount % 1_000 == 0 { Progress.say("\(openCount) sessions are open") }
        if openCount == members.count {
            gathered?.succeed(members.dropFirst(plan.accounts.count).map(\.account))
            gathered = nil
        } else {
            openNext()
        }
    }

    func failed(_ error: any Error) {
        if let gathered {
            self.gathered = nil
            gathered.fail(error)
        }
        tally?.lostConnections += 1
    }

    // MARK: What is read

    /// Slots of members drawn at random, so that what is read is known.
    func targets(of member: Member, round: Round) -> [Int] {
        let drawn = (0..<plan.parameters.readsPerRound).map { _ in
            Int.random(in: members.indices)
        }
        if member.isSampled { targetsByMember[member.number, default: []].append(drawn) }
        return drawn.map { Int(members[$0].client.slot) }
    }

    /// For frames that are made again.
    func forgetTargets() { targetsByMember = [:] }

    /// The members that a sampled member reads in a round, by the round's index.
    func targetMembers(of member: Member, index: Int) -> [Member] {
        targetsByMember[member.number]?[index].map { members[$0] } ?? []
    }
}
