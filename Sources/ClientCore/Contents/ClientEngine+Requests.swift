import Crypto
import FoundationEssentials
import Wire

/// Links that several people may use: each asks to be let in, and hears nothing before it is.
extension ClientEngine {
    static let reusableLifetimeSeconds: UInt64 = 365 * 24 * 3_600
    /// People who wait to be let in.
    static let requestLimit = 64
    static let refusalLimit = 1_000
    /// Milliseconds for which somebody who knocked, and has said nothing since, waits.
    static let silentRequestLifetime: Int64 = 24 * 3_600_000

    /// Somebody who came by a reusable link.
    package struct RequestSummary: Sendable, Equatable {
        /// The conversation that it becomes when it is accepted.
        package var id: String
        /// What the other calls itself, unchecked; empty until that is known.
        package var name: String
        /// Unix time in milliseconds.
        package var at: Int64
    }

    /// Makes a link that several people may use.
    package mutating func inviteMany(
        at now: Int64
    ) throws(CommandError) -> (invitation: Invitation, output: ClientOutput) {
        let (made, output) = try invite(
            name: nil, lifetimeSeconds: Self.reusableLifetimeSeconds, isReusable: true, at: now)
        return (made, output)
    }

    package var requests: [RequestSummary] {
        conversations.values.compactMap { conversation in
            conversation.extras.request.map {
                RequestSummary(id: conversation.id, name: $0.name ?? "", at: $0.at)
            }
        }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    package mutating func acceptRequest(
        _ id: String, name: String?, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        guard var conversation = conversations[id], let request = conversation.extras.request else {
            throw .noSuchRequest
        }
        if let name {
            guard let checked = ContactName.checked(name) else { throw .badName }
            guard !isTaken(name: checked) else { throw .nameTaken }
            conversation.name = checked
            conversation.isNamed = true
        }
        conversation.extras.request = nil
        conversation.bellPosition = freeBellPosition()
        var turn = turn(at: now)
        if let item = request.item { conversation.takeIntroduction(Array(item), &turn) }
        turn.output.events.append(.notice(.requests))
        return try keep(conversation, turn, at: now)
    }

    /// Sends somebody away, who is not told.
    package mutating func refuseRequest(
        _ id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        guard let conversation = conversations[id], let request = conversation.extras.request else {
            throw .noSuchRequest
        }
        var output = try forget(id, at: now)
        output.events = [.notice(.requests)]
        if var link = conversations[request.link], let peer = conversation.peer {
            let refused = (link.invite?.refused ?? []) + [peer]
            link.invite?.refused = Array(refused.suffix(Self.refusalLimit))
            try keep(link, &output)
        }
        return output
    }

    /// Forgets who knocked and never came: whose slot it was is only said.
    mutating func expireRequests(at now: Int64) -> ClientOutput {
        var output = ClientOutput()
        let silent = conversations.values.filter {
            guard let request = $0.extras.request, request.item == nil else { return false }
            return !(0...Self.silentRequestLifetime).contains(now - request.at)
        }
        for id in silent.map(\.id).sorted() {
            guard let forgotten = try? forget(id, at: now) else { continue }
            output.changes += forgotten.changes
        }
        if !silent.isEmpty { output.events.append(.notice(.requests)) }
        return output
    }

    /// Somebody has knocked by a reusable link.
    mutating func takeRequest(
        _ record: [UInt8], by link: String, _ round: Round, at now: Int64,
        _ touched: inout Set<String>, _ output: inout ClientOutput
    ) {
        guard let invite = conversations[link]?.invite, requests.count < Self.requestLimit,
            var conversation = try? newConversation(nil)
        else { return }
        // It rings for nobody before it is let in.
        conversation.bellPosition = CellPayload.noBellPosition
        conversation.invite = invite
        conversation.invite?.isReusable = nil
        conversation.invite?.refused = nil
        var turn = turn(at: now, after: output.changes)
        guard conversation.answer(record, round, &turn), let peer = conversation.peer,
            invite.refused?.contains(peer) != true,
            !conversations.values.contains(where: { $0.peer == peer && !$0.isCutOff(from: peer) }),
            !conversations.values.contains(where: {
                $0.extras.request != nil && $0.peer?.slot == peer.slot
            })
        else { return }
        conversation.extras.request = ConversationExtras.Request(link: link, at: now)
        conversations[conversation.id] = conversation
        touched.insert(conversation.id)
        finish(turn, at: now, &touched, &output)
    }
}

extension Conversation {
    /// Its keys were put away after a restoration: whoever knocks again may be the old contact.
    func isCutOff(from peer: PeerSlot) -> Bool {
        self.peer == peer && pair == nil && channels.isEmpty
    }

    /// Keeps what a person who was not let in yet has said first.
    mutating func holdsRequest(_ bytes: [UInt8], _ turn: inout Turn) -> Bool {
        guard extras.request != nil else { return false }
        if let item = try? IntroductionItem(bytes), extras.request?.item == nil {
            extras.request?.item = Data(bytes)
            extras.request?.name = ContactName.checked(item.displayName) ?? ""
            turn.output.events.append(.notice(.requests))
        }
        return true
    }
}
