import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// Which keys a conversation goes on with shows nowhere but inside.
@testable import ClientCore

/// A contact that comes by a new link goes on in its thread: when it is the contact, and with all
/// that waited.
@Suite struct RenewalTests {
    /// Somebody uses a link of this account's with a key package of a contact's.
    private static func introduce(_ site: inout EngineSite, _ contact: String) throws {
        let account = try #require(site.peers[contact]?.account)
        let package = try PairGroup.keyPackage(account)
        let (invitation, made) = try site.engine.invite(name: nil, at: 0)
        site.store(made)
        var conversation = try #require(site.engine.conversations[invitation.conversation])
        conversation.invite = nil
        conversation.peer = account.peerSlot
        conversation.channels[ChannelID.introduction] = Channel(
            secret: SymmetricKey(size: .bits256), ownLeaf: PairGroup.inviterLeaf,
            members: [PairGroup.accepterLeaf: Channel.Member(account.peerSlot)], incarnation: 1,
            openedAt: 0)
        site.engine.conversations[conversation.id] = conversation
        let item = IntroductionItem(displayName: "b", message: package.message)
        var (touched, output) = (Set([conversation.id]), ClientOutput())
        site.engine.change(conversation.id, at: 0, &touched, &output) {
            $0.takeIntroduction(item.encoded, &$1)
            return true
        }
        try site.engine.store(touched, &output)
        site.store(output)
    }

    private static func newest(_ site: EngineSite, except known: String) -> Conversation? {
        site.engine.conversations.values.first { $0.id != known }
    }

    /// The other side says something under the new keys.
    private static func hear(_ site: inout EngineSite, _ id: String) throws {
        var (touched, output) = (Set<String>(), ClientOutput())
        let payload = CellPayload(round: Round(rawValue: 1), incarnation: 5)
        site.engine.change(id, at: 1, &touched, &output) {
            $0.take(.init(channel: 1, leaf: PairGroup.accepterLeaf, payload: payload), &$1)
        }
        try site.engine.store(touched, &output)
        site.store(output)
    }

    /// An old key package of a contact's, in somebody else's hands, takes no keys away: they go when
    /// the contact itself has used the new ones.
    @Test func aReplayedKeyPackageTakesNoKeys() throws {
        var site = try EngineSite()
        try site.meet("b", at: 1)
        let before = try #require(site.engine.conversations["b"]?.pair?.group.groupID)
        try Self.introduce(&site, "b")
        #expect(site.engine.conversations["b"]?.pair?.group.groupID == before)
        #expect(site.engine.conversations["b"]?.channels[1] != nil)
        let renewed = try #require(Self.newest(site, except: "b"))
        // The contact is who it was: what follows for groups goes there.
        let key = try #require(site.peers["b"]?.account.identityPublicKey)
        #expect(site.engine.turn(at: 0).directory.contact(key) == "b")
        try Self.hear(&site, renewed.id)
        #expect(site.engine.conversations[renewed.id] == nil)
        #expect(site.engine.conversations["b"]?.pair?.group.groupID == renewed.pair?.group.groupID)
        #expect(site.engine.conversations["b"]?.extras.awaitedProof == nil)
    }

    /// Nothing that waited is lost: what was said of messages in the old thread, files in the new.
    @Test func whatWaitedIsSaidUnderTheNewKeys() throws {
        var site = try EngineSite()
        try site.meet("b", at: 1)
        let (first, said) = try site.engine.send(text: "first", to: "b", at: 0)
        site.store(said)
        site.store(try site.engine.deleteForEveryone(first.sequence, in: "b", at: 1))
        #expect(site.engine.conversations["b"]?.extras.remarks?.count == 1)
        try Self.introduce(&site, "b")
        let renewed = try #require(Self.newest(site, except: "b"))
        let bytes = [UInt8](repeating: 7, count: 20_000)
        let draft = ClientEngine.FileDraft(
            role: .file, name: "a", type: "text/plain", bytes: bytes,
            caption: .init(text: "caption"))
        let (file, offered) = try site.engine.send(draft, to: renewed.id, at: 2)
        site.store(offered)
        try Self.hear(&site, renewed.id)
        let known = try #require(site.engine.conversations["b"])
        let marks = known.channels.values.flatMap(\.outgoing.messages)
        let remark = try #require(known.extras.remarks?.first?.id)
        #expect(marks.contains(remark))
        let moved = try #require(known.outgoing.first { $0.id == file.id })
        #expect(moved.file == file.file)
        #expect(moved.author == file.author)
        #expect(moved.text == "caption")
        #expect(site.message("b", moved.sequence) == moved)
        // Found by its identifier, and its bytes are where the channel takes them from.
        #expect(site.records.all[MessageIndex.key("b", file.id)] != nil)
        let transfer = try #require(known.extras.transfers?.first)
        #expect(transfer.sequence == moved.sequence)
        #expect(transfer.channel.flatMap { known.channels[$0] } != nil)
        let stored = (0..<transfer.file.partCount).flatMap {
            site.records.all[transfer.file.partKey($0, in: "b")] ?? []
        }
        #expect(stored == bytes)
        // Nothing of the other conversation is left in the vault.
        #expect(!site.records.all.keys.contains { $0.key.hasPrefix(renewed.id) })
    }

    /// What the contact says again under the new keys, since it has not heard that it had arrived, is in
    /// the thread once.
    @Test func whatIsSaidAgainIsThereOnce() throws {
        var site = try EngineSite()
        try site.meet("b", at: 1)
        let account = try #require(site.peers["b"]?.account)
        func say(_ ids: [UInt8], to id: String) throws {
            var (touched, output) = (Set<String>(), ClientOutput())
            site.engine.change(id, at: 1, &touched, &output) { conversation, turn in
                let speaker = Conversation.Speaker(
                    name: "b", tag: IdentityTag(identityKey: Data(account.identityPublicKey)),
                    epoch: 1, leaf: PairGroup.accepterLeaf, place: account.peerSlot)
                for number in ids {
                    let id = [UInt8](repeating: number, count: 16)
                    conversation.takeContent(
                        .text(id: id, sentAt: 1, text: "\(number)"), from: speaker, &turn)
                }
                return true
            }
            try site.engine.store(touched, &output)
            site.store(output)
        }
        try say([1, 2, 3], to: "b")
        let own = try site.engine.send(text: "own", to: "b", at: 1)
        site.store(own.output)
        try Self.introduce(&site, "b")
        let renewed = try #require(Self.newest(site, except: "b"))
        try say([2, 3, 4], to: renewed.id)
        try Self.hear(&site, renewed.id)
        let texts = (1...12).compactMap { site.message("b", $0) }
            .filter { $0.kind == .text && $0.from != nil }.map(\.text)
        #expect(texts == ["1", "2", "3", "4"])
        // Nor is it taken up again later.
        try say([1, 2, 3, 4], to: "b")
        #expect((1...20).count { site.message("b", $0)?.from != nil } == texts.count)
    }

    /// A link that is withdrawn leaves nothing of what waited for its guest.
    @Test func withdrawnLinksLeaveNothing() throws {
        var site = try EngineSite()
        let (invitation, made) = try site.engine.invite(name: "guest", at: 0)
        site.store(made)
        let draft = ClientEngine.FileDraft(
            role: .file, name: "a", type: "text/plain", bytes: [UInt8](repeating: 7, count: 20_000))
        site.store(try site.engine.send(draft, to: invitation.conversation, at: 1).output)
        #expect(site.records.all.count > 4)
        site.store(try site.engine.withdraw(conversation: invitation.conversation))
        #expect(Set(site.records.all.keys) == [ClientCore.Account.recordKey])
    }
}
