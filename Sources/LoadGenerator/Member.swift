import Crypto
import FoundationEssentials
import NIOCore
import NIOTLS
import ServerTestSupport
import Wire

/// One simulated client: it registers if it has to, opens its session, and then only sends frames
/// that lie ready and counts what comes.
final class Member: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Phase {
        case connecting
        case registering
        case greeting
        case opening(ProtocolClient.PreparedOpening)
        case ready
    }

    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    let client: ProtocolClient
    /// Its number among all members.
    let number: Int
    private let ticket: [UInt8]?
    private unowned let crowd: Crowd
    private var phase = Phase.connecting
    private var reader = MessageReader()
    private(set) var channel: (any Channel)?
    /// Milliseconds after a round's beginning.
    let sendingPoint: Int64
    /// The frames of the rounds that are measured, in order.
    var frames: [ByteBuffer] = []
    /// A bit for each of these rounds that was answered.
    var answered: UInt64 = 0
    var isSampled = false

    init(_ number: Int, _ crowd: Crowd, account: AccountBook.Account) throws {
        self.number = number
        self.crowd = crowd
        ticket = nil
        client = ProtocolClient(crowd.plan.descriptor)
        client.key = try Curve25519.Signing.PrivateKey(rawRepresentation: account.key)
        client.slot = account.slot
        client.generation = account.generation
        sendingPoint = Self.drawPoint(crowd)
    }

    init(_ number: Int, _ crowd: Crowd, ticket: [UInt8]) {
        self.number = number
        self.crowd = crowd
        self.ticket = ticket
        client = ProtocolClient(crowd.plan.descriptor)
        sendingPoint = Self.drawPoint(crowd)
    }

    private static func drawPoint(_ crowd: Crowd) -> Int64 {
        Int64(Int.random(in: RoundSchedule(crowd.plan.parameters).sendingMilliseconds))
    }

    var account: AccountBook.Account {
        .init(
            key: client.key.rawRepresentation, slot: client.slot, generation: client.generation)
    }

    // MARK: Opening

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else { return }
        channel = context.channel
        do {
            if let ticket {
                phase = .registering
                send(.register(try client.registration(ticket)))
            } else {
                greet()
            }
        } catch {
            fail(error)
        }
    }

    private func greet() {
        phase = .greeting
        send(
            .hello(
                version: ClientMessage.protocolVersion,
                descriptorDigest: client.descriptor.digest))
    }

    private func send(_ message: ClientMessage) {
        let bytes = message.encoded
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt32(bytes.count))
        buffer.writeBytes(bytes)
        channel?.writeAndFlush(buffer, promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        for message in reader.read(&buffer) {
            if case .ready = phase {
                crowd.received(message, by: self)
            } else {
                do {
                    try open(try LeaderMessage(message))
                } catch {
                    fail(error)
                }
            }
        }
    }

    private func open(_ message: LeaderMessage) throws {
        switch (phase, message) {
        case (.registering, .registered(let slot, let generation)):
            client.slot = slot
            client.generation = generation
            greet()
        case (.greeting, .challenge(let leaderNonce, let helperNonce, _)):
            let prepared = try client.prepareOpening(
                leaderNonce: leaderNonce, helperNonce: helperNonce)
            phase = .opening(prepared)
            send(.open(prepared.opening))
        case (.opening(let prepared), .opened(let opened)):
            try client.take(opened, prepared)
            phase = .ready
            reader.keepsAll = isSampled
            crowd.opened(self)
        default: throw Refused(description: "a client was not let in")
        }
    }

    private func fail(_ error: any Error) {
        channel?.close(promise: nil)
        crowd.failed(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        crowd.failed(Refused(description: "the leader closed a connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
        crowd.failed(error)
    }

    // MARK: Rounds

    /// One frame now, so that the leader does not take the connection for dead.
    func sendFrameNow(_ round: Round) throws {
        guard case .ready = phase else { return }
        try prepareFrames(from: round, count: 1)
        if let frame = frames.popLast() { channel?.writeAndFlush(frame, promise: nil) }
    }

    /// Makes all frames, each reading slots drawn by the crowd.
    func prepareFrames(from first: Round, count: Int) throws {
        let parameters = crowd.plan.parameters
        var round = first
        for _ in 0..<count {
            let targets = crowd.targets(of: self, round: round)
            let slot = client.slot
            let knock = (
                place: Int.random(in: 0..<parameters.knockPlaceCount),
                record: try KnownCells.noise(256, slot: slot, round: round, kind: 3),
                reading: Int.random(in: 0..<parameters.knockPlaceCount)
            )
            let frame = try client.frame(
                round: round, cell: try KnownCells.cell(slot: slot, round: round),
                bell: try KnownCells.noise(16, slot: slot, round: round, kind: 2),
                reading: targets, knock: knock)
            let bytes = ClientMessage.frame(frame.encoded).encoded
            var buffer = ByteBufferAllocator().buffer(capacity: 4 + bytes.count)
            buffer.writeInteger(UInt32(bytes.count))
            buffer.writeBytes(bytes)
            frames.append(buffer)
            round = round.next
        }
    }

    func sendFrame(_ index: Int) {
        channel?.writeAndFlush(frames[index], promise: nil)
    }
}
