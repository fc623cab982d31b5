import FoundationEssentials

/// Who is who among the contacts: by identity key, which nobody can take from another.
struct ContactDirectory: Sendable {
    private var names: [Data: String] = [:]
    private var contacts: [Data: String] = [:]
    private var places: [PeerSlot: String] = [:]
    /// The names of all conversations.
    private var takenNames: Set<String> = []

    init(_ conversations: some Sequence<Conversation>) {
        for conversation in conversations {
            takenNames.insert(conversation.name)
            guard let key = conversation.peerIdentityKey, conversation.extras.awaitedProof == nil
            else { continue }
            names[key] = conversation.name
            contacts[key] = conversation.id
            if let place = conversation.peer { places[place] = conversation.name }
        }
    }

    func name(of identityKey: [UInt8]) -> String? { names[Data(identityKey)] }

    /// The contact whose slot it is.
    func name(at place: PeerSlot) -> String? { places[place] }

    /// The conversation with the owner of an identity key.
    func contact(_ identityKey: [UInt8]) -> String? { contacts[Data(identityKey)] }

    func identityKey(of contact: String) -> Data? {
        contacts.first { $0.value == contact }?.key
    }

    /// A name that no other conversation has: with a number behind it if need be.
    func unused(_ name: String, except own: String) -> String {
        ContactName.unused(name, takenNames.subtracting([own]))
    }
}
