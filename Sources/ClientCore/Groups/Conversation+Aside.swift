import FoundationEssentials
import MLS
import Wire

/// Words whose branch of the group was undone while they waited for something before them.
///
/// They were acknowledged: an author that keeps the branch counts them as delivered. One that goes back as
/// well says them again, behind what came before them. So they are laid aside for a while.
extension Conversation {
    /// Bytes of all that lies aside.
    private static let asideByteLimit = 2 * IncomingStream.itemLimit

    /// Lays held words aside while their keys are here.
    mutating func layAside(_ turn: inout Turn, of wanted: (HeldItems) -> Bool) {
        let last = held.filter(wanted).sorted { $0.channel < $1.channel }
        held.removeAll(where: wanted)
        for words in last {
            for item in words.items {
                guard case .message(let message) = try? StreamItem(Array(item)),
                    let (content, speaker) = try? openGroupMessage(
                        message, from: words.leaf, in: words.channel, turn),
                    membership?.standing == .member,
                    let stamp = (try? MessageContent(content))?.stamp
                else { continue }
                let word = Membership.AsideWord(
                    place: words.place, speaker: speaker, id: Data(stamp.id), sentAt: stamp.sentAt,
                    content: Data(content))
                let aside = membership?.aside ?? []
                membership?.aside = aside + [word]
            }
        }
        let byteCount = membership?.aside?.reduce(0) { $0 + $1.content.count } ?? 0
        if byteCount > Self.asideByteLimit { takeAside(&turn) }
    }

    /// Its author says something: what lies aside and is said again is not taken twice, and what was said
    /// earlier comes first.
    mutating func takeAside(
        of place: PeerSlot, before content: MessageContent, _ turn: inout Turn
    ) {
        guard membership?.aside != nil, let stamp = content.stamp else { return }
        let others = membership?.aside?.filter { $0.place != place || $0.id != Data(stamp.id) }
        membership?.aside = others?.isEmpty == true ? nil : others
        takeAside(&turn) { $0.place == place && $0.sentAt <= stamp.sentAt }
    }

    /// Nothing came before them in all the time that it takes who goes back to say everything again.
    mutating func takeOverdueAside(after milliseconds: Int64, _ turn: inout Turn) {
        guard let aside = membership?.aside else { return }
        for index in aside.indices { membership?.aside?[index].waited += milliseconds }
        let patience = Self.asidePatience(turn.parameters)
        takeAside(&turn) { $0.waited > patience }
    }

    /// Milliseconds.
    static func asidePatience(_ parameters: DeploymentParameters) -> Int64 {
        2 * readmissionPatience(parameters)
    }

    mutating func takeAside(
        _ turn: inout Turn, of wanted: (Membership.AsideWord) -> Bool = { _ in true }
    ) {
        guard let aside = membership?.aside, aside.contains(where: wanted) else { return }
        let rest = aside.filter { !wanted($0) }
        membership?.aside = rest.isEmpty ? nil : rest
        for word in aside where wanted(word) {
            guard let content = try? MessageContent(Array(word.content)) else { continue }
            takeContent(content, from: word.speaker, &turn)
        }
    }
}
