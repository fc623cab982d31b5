import Crypto
import FoundationEssentials
import MLS
import Wire

/// The key packages with which people come in: asked for, taken up, and used once.
extension Conversation {
    /// Key packages that are remembered.
    private static let usedPackageLimit = 512

    /// Remembers with which key packages people came in: who keeps one could bring its owner back
    /// with keys of long ago.
    mutating func noteUsed(_ proposals: [Proposal]) {
        let used = (membership?.usedPackages ?? []) + proposals.compactMap(Self.digest)
        membership?.usedPackages = used.suffix(Self.usedPackageLimit)
    }

    private static func digest(_ proposal: Proposal) -> Data? {
        guard case .add(let package) = proposal else { return nil }
        return Data(SHA256.hash(data: package.encoded))
    }

    func isUsed(_ package: KeyPackage) -> Bool {
        membership?.usedPackages?.contains(Data(SHA256.hash(data: package.encoded))) == true
    }

    /// Asks a contact for the key package with which it is added.
    mutating func ask(_ contact: String, key: Data?, _ turn: inout Turn) throws {
        guard let key, let group = membership?.group, membership?.standing == .member else {
            return
        }
        let profile = try group.profile()
        guard profile.administrators.contains(turn.account.peerSlot),
            try !group.roster().contains(where: { Data($0.identityKey) == key }),
            membership?.wishes.contains(where: { $0.isAddition(of: contact) }) == false
        else { return }
        membership?.wishes.append(
            GroupWish(.add(contact: contact, identityKey: key, keyPackage: nil), at: turn.now))
        turn.errands.append(.tell(contact: contact, try keyPackageLetter(group)))
    }

    /// Who asked to be brought back looks for its Welcome at the administrators that it knows.
    func tellAdministrators(_ contact: String, _ turn: inout Turn) throws {
        guard let group = membership?.group,
            try group.profile().committer != turn.account.peerSlot
        else { return }
        turn.errands.append(.tell(contact: contact, try keyPackageLetter(group)))
    }

    func keyPackageLetter(_ group: RosterGroup) throws -> GroupLetter {
        let profile = try group.profile()
        let places = try group.roster().map(\.place)
        // The committer first: it is the one that lets people in.
        let administrators = profile.administrators.filter {
            places.contains($0) && $0 != profile.committer
        }
        return .keyPackageWanted(
            group: group.groupID, name: profile.name,
            administrators: Array(
                ([profile.committer] + administrators).prefix(ClientEngine.welcomingLimit)))
    }

    mutating func takeKeyPackage(
        _ package: Data, of contact: String, at place: PeerSlot?, _ turn: inout Turn
    ) throws {
        if let index = membership?.wishes.firstIndex(where: { $0.isAddition(of: contact) }),
            case .add(_, let key, nil) = membership?.wishes[index].kind
        {
            membership?.wishes[index].kind = .add(
                contact: contact, identityKey: key, keyPackage: package)
            membership?.wishes[index].madeAt = turn.now
            return try pursueWishes(&turn)
        }
        // A member whose addition was undone elsewhere, and that was asked again.
        if let place { try wish(.readmit(place, keyPackage: package), &turn) }
    }
}
