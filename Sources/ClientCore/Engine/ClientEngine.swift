import Crypto
package import Wire

/// One account's client: a pure state machine.
///
/// The runtime copies it, lets the copy handle an input, commits the copy's changes to the vault,
/// and only then keeps the copy and carries out its wishes. Times are Unix times in milliseconds.
package struct ClientEngine: Sendable {
    /// What a frame carried, until its round is answered.
    struct Flight: Sendable {
        var targets: [UInt32]
        var channel: ChannelID?
        var cell: Channel.Flight?
        /// The conversation whose link was looked up on the knock board.
        var invite: String?
    }

    /// Rounds without an answer after which the connection counts as lost.
    static let toleratedMisses = 5
    /// Rounds between two looks at what is due in groups as time passes.
    static let tendingPeriodRounds: UInt64 = 16
    /// Rounds after which nobody waits for an answer any more.
    static let flightLifetimeRounds: UInt64 = 8

    package internal(set) var account: Account
    package let deployment: SignedDeployment
    let parameters: DeploymentParameters
    var random: RandomSource
    /// Decides when in a round this client sends; apart, so that nothing else moves it.
    private var pacing: RandomSource
    var conversations: [String: Conversation] = [:]
    var openConversation: String?
    let source: RecordSource
    /// Conversations in which the person writes, and for how many rounds that is said.
    var typing: [String: Int] = [:]

    // Of the connection; nothing below is stored.
    private var handshake: Handshake?
    /// The open session, for the pacer: it makes cover frames by itself whenever the engine has
    /// none ready, so that the rhythm never depends on this machine's load or on its disk.
    package private(set) var session: RoundSession?
    private(set) var lastRound: Round?
    /// Answers count once and in order: a leader that sends an old one again changes nothing.
    private var lastAnswered: Round?
    private var misses = 0
    /// What the servers said they hold about this account, in the newest session that heard it.
    package private(set) var heldRecords: HeldRecords?
    private var flights: [Round: Flight] = [:]
    private(set) var ringing: Set<UInt32> = []
    var publishing = PublishingOrder()
    var ring: PublishedRing
    var reading: ReadScheduler
    /// The bells as they were last seen: who has another one is there.
    var lastBells: [UInt8] = []

    /// - Parameters:
    ///   - records: all records of the vault but messages.
    ///   - mode: for this run alone; nil for what the account says.
    ///   - source: reads the others.
    ///   - random: a seed in simulations.
    /// - Throws: ``WireError`` or a decoding error when the vault's content is damaged.
    package init(
        records: [RecordKey: [UInt8]], mode: SchedulingMode? = nil,
        source: RecordSource = .empty, random: RandomSource = .system
    ) throws {
        self.source = source
        guard let bytes = records[Account.recordKey] else {
            throw WireError(.invalidValue, "the vault holds no account")
        }
        var account = try Account(decoding: bytes)
        if let mode { account.scheduling = mode }
        self.account = account
        deployment = try account.deployment()
        parameters = deployment.descriptor.parameters
        ring = PublishedRing(pageCount: parameters.pagesPerSlot)
        reading = ReadScheduler(
            pages: parameters.pagesPerSlot, mode: account.scheduling ?? .fair)
        self.random = random
        pacing = random.split()
        for (key, value) in records where key.collection == .conversation {
            conversations[key.key] = try Conversation(
                decoding: value, group: records[RecordKey(.group, key.key)])
            conversations[key.key]?.dropOvertakenKeys(account)
        }
        for (key, value) in records where key.collection == .expiry {
            conversations[ExpiryBook.conversation(key)]?.expiring.load(key, value)
        }
    }

    var descriptor: DeploymentDescriptor { deployment.descriptor }

    // MARK: Connection

    /// A connection to the leader is up: begins the handshake.
    package mutating func connected(at now: Int64) -> ClientOutput {
        endSession()
        var output = takeUpRestoration(at: now)
        guard var handshake = try? Handshake(account, descriptor) else {
            output.reconnect = true
            return output
        }
        output.messages = [handshake.start(at: now)]
        self.handshake = handshake
        return output
    }

    package mutating func disconnected(at now: Int64) -> ClientOutput {
        end(.unreachable, reconnect: false)
    }

    private mutating func end(
        _ trouble: ConnectionTrouble, reconnect: Bool = true
    ) -> ClientOutput {
        endSession()
        var output = ClientOutput()
        output.events = [.disconnected(reason: trouble)]
        output.reconnect = reconnect
        return output
    }

    private mutating func endSession() {
        for round in Array(flights.keys) { discard(round) }
        handshake = nil
        session = nil
        lastRound = nil
        lastAnswered = nil
        misses = 0
        ringing = []
    }

    /// A message of the leader: type and body.
    package mutating func received(_ message: [UInt8], at now: Int64) -> ClientOutput {
        do {
            return try handle(try LeaderMessage(message), at: now)
        } catch let trouble as ConnectionTrouble {
            return end(trouble)
        } catch let error as WireError {
            return end(.protocolViolation(error.detail))
        } catch {
            return end(.protocolViolation("an unreadable message"))
        }
    }

    private mutating func handle(
        _ message: LeaderMessage, at now: Int64
    ) throws -> ClientOutput {
        var output = ClientOutput()
        switch message {
        case .challenge(let leaderNonce, let helperNonce, let clock):
            guard var handshake else { throw ConnectionTrouble.protocolViolation("a challenge") }
            output.messages = [
                try handshake.challenged(
                    leaderNonce: leaderNonce, helperNonce: helperNonce, unixMilliseconds: clock,
                    at: now)
            ]
            self.handshake = handshake
        case .opened(let opened):
            guard var handshake else {
                throw ConnectionTrouble.protocolViolation("a session that nobody asked for")
            }
            session = try handshake.opened(opened, random: &pacing)
            self.handshake = nil
            output.events = [.connected]
        case .answer(let bytes):
            guard let session else { return output }
            let answer = try RoundAnswer(bytes[...], session.layout)
            try handle(answer, session, at: now, &output)
        case .missed(let round):
            discard(round)
            misses += 1
            output.events = [.round(round.rawValue, answered: false)]
            if misses >= Self.toleratedMisses { output.append(end(.roundsMissed)) }
        // A frame that came too late; the session goes on.
        case .refused(.wrongRound): break
        case .refused(let code): throw ConnectionTrouble.refused(code)
        case .records(let leader, let helper):
            heldRecords = try session?.open(leader: leader, helper: helper) ?? heldRecords
        case .deployment, .registered, .left:
            throw ConnectionTrouble.protocolViolation("an unexpected message")
        }
        return output
    }

    /// The vault could not be written: what the engine was about to know is dropped, but for the
    /// state of the connection, on which everything that shows on the wire depends.
    ///
    /// What people say must not decide about a disk's consequences for the rhythm.
    package mutating func keepConnection(of dropped: ClientEngine) {
        for round in flights.keys where dropped.flights[round] == nil { discard(round) }
        handshake = dropped.handshake
        session = dropped.session
        lastRound = dropped.lastRound
        lastAnswered = dropped.lastAnswered
        misses = dropped.misses
        ringing = dropped.ringing
        heldRecords = dropped.heldRecords
        random = dropped.random
        pacing = dropped.pacing
    }

    // MARK: Rounds

    /// Prepares the frame of a round; at most one is ever sent (``discard(_:)``).
    /// - Returns: nil if the round has passed or no session is open.
    package mutating func prepare(
        _ round: Round, at now: Int64
    ) -> (frame: [UInt8], output: ClientOutput)? {
        guard let session, lastRound.map({ $0 < round }) ?? true else { return nil }
        lastRound = round
        var output = ClientOutput()
        for old in flights.keys.filter({ $0.rawValue + Self.flightLifetimeRounds < round.rawValue })
        {
            discard(old)
        }
        var content = RoundSession.Content.cover(parameters, random: &random)
        var flight = Flight(targets: pickReads(round))
        content.targets = flight.targets.map(Int.init)
        fillCell(&content, &flight, round)
        content.bell = ownBell().encoded
        if round.isKnockRound(parameters) { fillKnock(&content, &flight, round, at: now) }
        if round.rawValue % Self.tendingPeriodRounds == 0 {
            tendGroups(at: now, &output)
            output.append(expire(at: now))
            output.append(expireRequests(at: now))
        }
        if self.session != nil {
            flights[round] = flight
        } else {
            ring.forget(round: round.rawValue)
        }
        return (session.frame(round, content), output)
    }

    /// The prepared frame of this round was not sent, or did not count.
    package mutating func discard(_ round: Round) {
        guard let flight = flights.removeValue(forKey: round) else { return }
        ring.forget(round: round.rawValue)
        if let id = flight.channel, let cell = flight.cell {
            conversations[id.conversation]?.channels[id.epoch]?.lost(cell)
        }
    }

    private mutating func pickReads(_ round: Round) -> [UInt32] {
        let peers = slotsToRead
        let open = (openConversation.flatMap { conversations[$0]?.slotsToRead } ?? [])
            .intersection(peers)
        return reading.pick(
            count: parameters.readsPerRound, round: round.rawValue, peers: peers.sorted(),
            ringing: ringing, open: open.sorted(), capacity: parameters.capacity,
            random: &random)
    }

    private mutating func fillCell(
        _ content: inout RoundSession.Content, _ flight: inout Flight, _ round: Round
    ) {
        feedTransfers()
        divideRing(round)
        let coverage = ring.coverage(except: round.plane(parameters))
        let candidates = publishingCandidates(coverage, round)
        let typing = typing
        letTypingPass()
        ring.write(nil, round: round.rawValue)
        guard let id = nextChannel(candidates),
            let conversation = conversations[id.conversation],
            var channel = conversation.channels[id.epoch]
        else { return }
        // In an admission the bell is not agreed upon yet: whoever waits there reads anyway.
        let isAdmission = id.epoch >= Conversation.firstAdmission
        var (payload, cell) = channel.fill(
            round: round,
            bellPosition: isAdmission ? CellPayload.noBellPosition : conversation.bellPosition,
            covered: coverage[id] ?? RangeSet(), pageCount: parameters.pagesPerSlot)
        payload.isTyping = typing[id.conversation] != nil && id.epoch == conversation.newestEpoch
        writePage(id, &payload)
        let place = CellKey.Place(
            deployment: descriptor.identifier, slot: account.slot,
            generation: account.generation, plane: UInt32(round.plane(parameters)))
        guard
            let sealed = try? conversation.seal(payload, in: id.epoch, channel, account, at: place)
        else { return }
        content.cell = sealed
        conversations[id.conversation]?.channels[id.epoch] = channel
        flight.channel = id
        flight.cell = cell
    }

    private mutating func fillKnock(
        _ content: inout RoundSession.Content, _ flight: inout Flight, _ round: Round,
        at now: Int64
    ) {
        let sorted = conversations.values.sorted { $0.id < $1.id }
        let knocking = sorted.filter { $0.phase == .knocking }
        if let choice = knocking.randomElement(using: &random),
            let (place, record) = choice.knockRecord(
                account, round, parameters, random: &random)
        {
            content.knock.place = place
            content.knock.record = record
        }
        let invited = sorted.filter {
            $0.phase == .invited && ($0.invite?.expiresAt ?? 0) > UInt64(max(0, now / 1_000))
        }
        if let choice = invited.randomElement(using: &random),
            let link = choice.invite.flatMap({ try? InviteLink($0.link) })
        {
            content.knock.target = KnockSecret(link).place(round, parameters)
            flight.invite = choice.id
        }
    }

    // MARK: Answers

    private mutating func handle(
        _ answer: RoundAnswer, _ session: RoundSession, at now: Int64,
        _ output: inout ClientOutput
    ) throws {
        if let lastRound, answer.round > lastRound { return }
        if let lastAnswered, answer.round <= lastAnswered { return }
        lastAnswered = answer.round
        misses = 0
        output.events.append(.round(answer.round.rawValue, answered: true))
        if let bells = session.verifiedBells(answer) { ringing = ringingSlots(bells) }
        guard let flight = flights.removeValue(forKey: answer.round) else {
            // A cover frame has overwritten the page.
            ring.write(nil, round: answer.round.rawValue)
            return
        }
        var touched: Set<String> = []
        if let id = flight.channel, let cell = flight.cell {
            published(id, cell, &touched, &output)
        }
        let (cells, knock) = session.open(answer)
        let peers = slotsToRead
        for (slot, cell) in zip(flight.targets, cells) {
            if peers.contains(slot) { reading.didRead(slot, round: answer.round.rawValue) }
            receive(cell, of: slot, answer.round, at: now, &touched, &output)
        }
        if let knock, let invite = flight.invite {
            receiveKnock(knock, invite, answer.round, at: now, &touched, &output)
        }
        try store(touched, &output)
    }

    /// The slots of all contacts and members.
    var slotsToRead: Set<UInt32> {
        let all = conversations.values.reduce(into: Set<UInt32>()) {
            // Who asks to be let in and has said all that matters before is not read meanwhile.
            guard $1.extras.isBlocked != true, $1.extras.request?.item == nil else { return }
            $0.formUnion($1.slotsToRead)
        }
        return all.filter { Int($0) < parameters.capacity }
    }

    private mutating func published(
        _ id: ChannelID, _ cell: Channel.Flight, _ touched: inout Set<String>,
        _ output: inout ClientOutput
    ) {
        guard var conversation = conversations[id.conversation] else { return }
        let messages = conversation.channels[id.epoch]?.published(cell) ?? []
        for record in conversation.setState(.published, of: messages) {
            output.record(record)
        }
        conversations[id.conversation] = conversation
        if !messages.isEmpty { touched.insert(id.conversation) }
    }

    /// Tries the keys of the conversations shared with the owner of this slot, and no others: a
    /// server could move a cell of another slot here and learn from the consequences.
    private mutating func receive(
        _ cell: [UInt8], of slot: UInt32, _ round: Round, at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        for id in conversations.keys.sorted() {
            guard let conversation = conversations[id], conversation.extras.isBlocked != true,
                let opened = conversation.openCell(
                    cell, of: slot, round, parameters, deployment: descriptor.identifier)
            else { continue }
            let payload = opened.payload
            reading.learned(
                slot, source: ChannelID(conversation: id, epoch: opened.channel),
                hints: payload.pages, writtenIn: payload.round.rawValue, readIn: round.rawValue)
            if payload.isTyping, payload.round == round,
                let name = conversation.typist(opened, turn(at: now))
            {
                output.events.append(.notice(.typing(conversation: id, from: name)))
            }
            change(id, at: now, &touched, &output) { $0.take(opened, &$1) }
            return
        }
    }

    private mutating func receiveKnock(
        _ record: [UInt8], _ id: String, _ round: Round, at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        if conversations[id]?.invite?.isReusable == true {
            takeRequest(record, by: id, round, at: now, &touched, &output)
        } else {
            change(id, at: now, &touched, &output) { $0.answer(record, round, &$1) }
        }
    }

    private mutating func tendGroups(at now: Int64, _ output: inout ClientOutput) {
        var touched: Set<String> = []
        for id in conversations.values.filter(\.isGroup).map(\.id).sorted() {
            change(id, at: now, &touched, &output) { $0.tend(&$1) }
        }
        // What cannot be encoded stays as it was, and is due again.
        try? store(touched, &output)
        dropForgotten(&output)
    }
}
