import FoundationEssentials
import Wire

/// This account's part in a group.
struct Membership: Codable, Sendable {
    enum Standing: String, Codable, Sendable {
        /// A contact adds this account; its Welcome is on the way.
        case joining
        case member
        /// The person has left; the commit that says so is on the way.
        case leaving
        case left
    }

    /// What is kept until the Welcome comes.
    struct Joining: Codable, Sendable {
        /// A key package with its private keys.
        var bundle: Data
        /// Earlier ones that contacts were given: a Welcome for one of them may be the one that
        /// stands.
        var earlierBundles: [Data]?
        /// The contact who adds this account, by identity key.
        var adder: Data
        var administrators: [PeerSlot]
        /// The contact's, if it is not known to administer.
        var askedPlace: PeerSlot?
        /// Of the epoch in which this account came in.
        var authenticator: Data?
        /// … and of epochs of which who asked has said that they are undone.
        var undone: [Data]?
        /// Welcomes that came besides the one that was taken.
        var others: [OtherWelcome]?
        /// Welcomes of which the GroupInfo is on its way.
        var envelopes: [Envelope]?
        /// A Welcome came that could not be taken up.
        var isSpoilt: Bool?
        /// What was undone may have been all that there was: who asks again is answered at once.
        var isUndone: Bool?
        /// Unix time in milliseconds of the newest key package.
        var askedAt: Int64
        /// … and of the first one.
        var since: Int64?
    }

    struct Envelope: Codable, Sendable {
        /// In which the GroupInfo comes.
        var channel: UInt64
        /// Whose slot it lay in.
        var place: PeerSlot
        /// As it came.
        var item: Data
    }

    struct OtherWelcome: Codable, Sendable {
        /// Whose slot it lay in.
        var place: PeerSlot
        var item: Data
    }

    let groupID: Data
    var standing: Standing
    /// Stored apart.
    var group: RosterGroup?
    /// Also of a member that has lost track and waits to be brought back.
    var joining: Joining?
    /// How this account came in, for as long as another Welcome may be the one that stands.
    var entry: Joining?
    var wishes: [GroupWish] = []
    /// Wishes that were served by commits which another one may still take the place of.
    var served: [GroupWish] = []
    /// Unix time in milliseconds since which a proposal of somebody waits for its commit.
    var unservedSince: Int64?
    /// This account included.
    var memberCount = 1
    /// The other members' identity keys, and who administers, as last seen: whom to ask when the
    /// group's own state is lost.
    var roster: [Data] = []
    var administrators: [PeerSlot] = []
    /// Members who are out and are still to read the commit that did it, and since when.
    var dismissals: [Dismissal] = []

    struct Dismissal: Codable, Sendable {
        var place: PeerSlot
        var at: Int64
        /// As the thread showed it.
        var name: String?
        /// The last epoch that it was in: it may be back in a later one.
        var epoch: UInt64?
        /// It went by itself, and is read to its last word.
        var hasLeft: Bool?

        /// Milliseconds for which what it lacks stays: who was removed may be away, and is to read
        /// of it for as long as anything is kept.
        var lifetime: Int64 {
            hasLeft == false
                ? Conversation.retentionMilliseconds : Conversation.finishedLifetimeMilliseconds
        }
    }

    /// Others' proposals of this epoch: at the committer as they came, for the next commit to carry.
    var received: [ReceivedItem]?
    /// Unix time in milliseconds of the last own commit.
    var committedAt: Int64?
    /// Unix time in milliseconds since when this account is the committer.
    var inChargeSince: Int64?
    /// To whom this account has handed the group over, since it wants to leave.
    var handedTo: [PeerSlot]?
    /// Unix time in milliseconds since when this account is no member any more.
    var leftAt: Int64?
    /// How many proposals of each member were taken up lately.
    var tallies: [PeerSlot: Tally]?
    /// SHA-256 of the commits that ended the last epochs, by epoch.
    var standingCommits: [UInt64: Data]?
    /// Of those, epochs in which this account has said which commit stands.
    var toldStanding: Set<UInt64>?
    /// How often each member was brought back lately.
    var readmissions: [PeerSlot: Tally]?
    /// This account cannot follow the group any more, and waits to be brought back.
    var lost: Lost?

    /// Own messages of epochs that another branch may still take the place of, delivered or not.
    var unsettled: [UnsettledMessage]?

    struct UnsettledMessage: Codable, Sendable {
        var epoch: UInt64
        var record: MessageRecord
    }

    /// Unix time in milliseconds when a contact last said that this account's coming in is undone.
    var undoneAt: Int64?
    /// Who came in by commits that do not stand and was told so: identity keys, by epoch.
    var toldUndone: [UInt64: [Data]]?

    /// Epochs that contacts have called undone, when nothing came of it: authenticators.
    var doubted: [Data]?

    /// Words whose branch was undone while they waited for something before them.
    var aside: [AsideWord]?

    struct AsideWord: Codable, Sendable {
        var place: PeerSlot
        var speaker: Conversation.Speaker
        /// Of the message.
        var id: Data
        /// Unix time in milliseconds, by its author's clock.
        var sentAt: Int64
        /// As it was said.
        var content: Data
        /// Milliseconds that this account has been there for since.
        var waited: Int64 = 0
    }

    /// Nobody else has been heard in the newest epoch.
    var solitude: Solitude?
    /// Contacts who hear nobody in theirs.
    var askers: [Asker]?
    /// Contacts are in another epoch than this account, where nobody is heard: a Welcome to an earlier one
    /// is taken, too.
    var isStray: Bool?
    /// Unix time in milliseconds of the last tick; not stored.
    var tickedAt: Int64?

    struct Solitude: Codable, Sendable {
        /// Of the epoch.
        var authenticator: Data
        /// Milliseconds since it began, since contacts were asked, or since one has answered, as far as this
        /// account was there.
        var waited: Int64 = 0
        /// Contacts whose answer is awaited, by identity key.
        var asked: [Data] = []
        var questionCount = 0
        /// Those who are in another epoch, and those who have left.
        var elsewhere: [Data] = []
        var departed: [Data] = []
    }

    struct Asker: Codable, Sendable {
        /// The conversation with it.
        var contact: String
        /// Its newest epoch.
        var epoch: UInt64
        /// Of that epoch, and of those before it.
        var authenticators: [Data]
        /// Milliseconds since the question, as far as this account was there.
        var waited: Int64 = 0
    }

    /// Who made the commit by which this account came in.
    var sponsor: PeerSlot?
    /// The epoch in which it came in.
    var arrival: Arrival?

    struct Arrival: Codable, Sendable {
        var authenticator: Data
        /// Unix time in milliseconds when a contact has said that this epoch is undone.
        var doubtedAt: Int64?
    }

    /// Unix time in milliseconds when a contact last heard that this account has left.
    var saidLeftAt: Int64?

    /// Unix time in milliseconds when somebody else than the sponsor was last heard here.
    var heardAt: Int64?
    /// SHA-256 of the key packages with which somebody came in: none is used again.
    var usedPackages: [Data]?
    /// What was on its way when this account left: it is not for those among whom it comes back.
    var leftBehind: [String]?
    /// What was said after somebody's removal that is undone now.
    var withheld: Withheld?
    /// Members who have acknowledged what this account has not said; not stored.
    var aheadOfUs: Set<PeerSlot> = []

    struct Withheld: Codable, Sendable {
        /// Unix time in milliseconds.
        var since: Int64
        /// Of those who were removed when it was said.
        var places: [PeerSlot]
        /// Identifiers of messages and remarks.
        var ids: Set<String>
        var messages: [MessageRecord]
    }

    struct ReceivedItem: Codable, Sendable {
        var place: PeerSlot
        var proposals: [Data]
    }

    struct Tally: Codable, Sendable {
        /// Unix time in milliseconds.
        var since: Int64
        var count: Int
    }

    struct Lost: Codable, Sendable {
        /// Contacts who were asked, by identity key.
        var asked: [Data]
        /// Unix time in milliseconds of the last time.
        var at: Int64
        /// Those of them who said that this account is no member any more.
        var denied: [Data]?
        /// … and those who have left themselves.
        var departed: [Data]?
    }

    /// Nobody else than its sponsor is heard here: the commit by which this account came in may have
    /// been undone, or it was away for longer than things are kept.
    func isUnheard(at now: Int64) -> Bool {
        lost != nil
            || heardAt.map { !(0...Conversation.finishedLifetimeMilliseconds).contains(now - $0) }
                ?? true
    }

    private enum CodingKeys: String, CodingKey {
        case groupID, standing, joining, wishes, unservedSince, memberCount, dismissals
        case roster, administrators, served, received, committedAt, inChargeSince, tallies
        case handedTo, leftAt, standingCommits, lost, unsettled, toldStanding, readmissions
        case sponsor, heardAt, usedPackages, withheld, leftBehind, entry, undoneAt
        case toldUndone, doubted, arrival, saidLeftAt, solitude, askers, isStray, aside
    }

    init(groupID: [UInt8], standing: Standing) {
        self.groupID = Data(groupID)
        self.standing = standing
    }
}
