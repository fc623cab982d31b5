import Crypto
import FoundationEssentials
import Testing
import Wire

// Files on their way are inside: the tests look there.
@testable import ClientCore

/// Files of others: their names, what they claim to be, and how many of them come at a time.
@Suite struct HostileFileTests {
    /// Marks behind a separator make another character of it, and the same file.
    @Test(arguments: [
        ("../\u{E0020}../\u{E0020}.ssh/authorized_keys", "authorized_keys"),
        ("../\u{E0020}../\u{E0020}.bashrc", "bashrc"),
        ("..\\\u{E0020}..\\\u{E0020}.profile", "profile"),
        ("a/\u{301}b.txt", "\u{301}b.txt"),
        ("...", "file"), (" . /", "file"), ("..", "file"), ("", "file"), (".", "file"),
        ("/etc/passwd", "passwd"), ("C:\\autoexec.bat", "autoexec.bat"), ("plain.jpg", "plain.jpg"),
        ("\u{202E}gpj.exe", "gpj.exe"),
    ])
    func namesLeadNowhere(name: String, plain: String) {
        let found = FileName.plain(name)
        #expect(Array(found.unicodeScalars) == Array(plain.unicodeScalars))
        #expect(!found.unicodeScalars.contains { $0 == "/" || $0 == "\\" })
        #expect(!found.hasPrefix("."))
    }

    private static func speaker(
        _ account: ClientCore.Account, leaf: UInt32, in epoch: UInt64
    ) -> Conversation.Speaker {
        .init(
            name: "m\(leaf)", tag: account.identityTag, epoch: epoch, leaf: leaf,
            place: account.peerSlot)
    }

    private static func offer(
        _ bytes: [UInt8] = [1], _ number: UInt64, role: FileOffer.Role = .file,
        type: String = "text/plain"
    ) -> FileOffer {
        FileOffer(
            role: role, name: "a", type: type, size: UInt32(bytes.count),
            digest: Array(SHA256.hash(data: bytes)),
            channel: Conversation.transferChannels.lowerBound + number,
            secret: [UInt8](repeating: 1, count: 32), caption: RichText(text: ""))
    }

    /// One member announces files that never come; another's arrives all the same.
    @Test func nobodyTakesAllPlacesForFiles() throws {
        let trio = try GroupRulesTests.Trio()
        var conversation = try trio.conversation(0)
        let epoch = try #require(conversation.newestEpoch)
        var turn = GroupRulesTests.turn(trio.accounts[0])
        func offer(_ number: UInt64, from member: Int, at now: Int64 = 0) -> MessageRecord? {
            turn = Turn(
                account: turn.account, parameters: turn.parameters, now: now,
                directory: turn.directory, source: turn.source, random: turn.random,
                output: turn.output)
            var id = [UInt8](repeating: UInt8(member), count: 16)
            id[0] = UInt8(number)
            conversation.takeOffer(
                Self.offer([1], number), id: id, sentAt: 0,
                from: Self.speaker(trio.accounts[member], leaf: UInt32(member), in: epoch), &turn)
            return conversation.message(at: conversation.lastSequence, turn)
        }
        for number in 0..<16 { _ = offer(UInt64(number), from: 1) }
        #expect(conversation.extras.transfers?.count == Conversation.incomingLimitPerAuthor)
        #expect(offer(20, from: 2)?.file?.state == .underway)
        // A day later the dead ones make room, and their author hears that they do.
        let later = Conversation.transferPatienceMilliseconds + 1
        let before = conversation.extras.remarks?.count ?? 0
        #expect(offer(30, from: 1, at: later)?.file?.state == .underway)
        #expect(conversation.extras.transfers?.count == Conversation.incomingLimitPerAuthor + 1)
        #expect(conversation.extras.remarks?.count == before + 1)
    }

    /// Who deletes a message whose file is on its way tells the other side that nothing more comes.
    @Test func aFileThatIsDeletedOnItsWayEnds() throws {
        var site = try EngineSite()
        try site.meet("b", at: 1)
        let draft = ClientEngine.FileDraft(
            role: .file, name: "a", type: "text/plain", bytes: [UInt8](repeating: 7, count: 20_000))
        let (message, output) = try site.engine.send(draft, to: "b", at: 0)
        site.store(output)
        site.store(try site.engine.deleteForMe(message.sequence, in: "b", at: 1))
        let conversation = try #require(site.engine.conversations["b"])
        #expect(conversation.extras.transfers == nil)
        let remark = try #require(conversation.extras.remarks?.last)
        guard
            case .remark(_, _, .fileCancelled(let reference)) =
                try MessageContent(Array(remark.content))
        else {
            Issue.record("something else was said")
            return
        }
        #expect(reference.id == message.id)
        #expect(!site.records.all.keys.contains { $0.collection == .part })
    }

    private static func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
            + [width, height].flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            } + [8, 2, 0, 0, 0]
    }

    /// What is no picture of the claimed kind, or too large a one, is a file like any other.
    @Test(arguments: [
        (png(640, 480), "image/png", FileRecord.Role.picture),
        (png(60_000, 60_000), "image/png", .file),
        (png(UInt32.max, UInt32.max), "image/png", .file),
        (png(640, 480), "image/jpeg", .file),
        (Array("<svg onload=x>".utf8), "image/svg+xml", .file),
        ([UInt8](repeating: 9, count: 100), "image/png", .file),
        (Array("\0\0\0\u{1C}ftypavif".utf8), "image/avif", .file),
    ])
    func picturesAreWhatTheySay(bytes: [UInt8], type: String, role: FileRecord.Role) throws {
        var pair = try HostilePeerTests.Pair()
        let accounts = try HostilePeerTests.Pair.accounts()
        var turn = HostilePeerTests.Pair.turn(accounts[0])
        let offer = Self.offer(bytes, 1, role: .picture, type: type)
        pair.inviter.takeOffer(
            offer, id: [UInt8](repeating: 3, count: 16), sentAt: 0,
            from: Self.speaker(accounts[1], leaf: 1, in: 1), &turn)
        pair.inviter.takePart(bytes, in: offer.channel, &turn)
        let message = try #require(pair.inviter.message(at: pair.inviter.lastSequence, turn))
        #expect(message.file?.state == .complete)
        #expect(message.file?.role == role)
    }
}
