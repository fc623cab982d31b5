import MLS

/// Key packages and groups by name, and the commands on them.
package struct Session {
    package typealias Answer = [String: Any]

    /// A group, and the commit of its own that it applied last.
    struct State {
        var group: Group
        var lastCommit: [UInt8] = []
    }

    var keyPackages: [String: KeyPackageBundle] = [:]
    var states: [String: State] = [:]
    /// External keys that came without a state, for groups created or joined from now on.
    var preSharedKeys = PreSharedKeys()

    package init() {}

    /// Runs one command; a failed one changes nothing.
    package mutating func answer(_ line: String) -> Answer {
        var answer: Answer
        var id: Any?
        do {
            let request = try Request(line)
            id = request.fields["id"]
            var copy = self
            answer = try copy.run(request)
            self = copy
            answer["ok"] = true
        } catch let error as CommandError {
            answer = ["ok": false, "error": error.text]
        } catch let error as MLSError {
            answer = ["ok": false, "error": CommandError.mls(error).text]
        } catch {
            answer = ["ok": false, "error": "\(error)"]
        }
        if let id { answer["id"] = id }
        return answer
    }

    private mutating func run(_ request: Request) throws -> Answer {
        let operation = try request.text("op")
        switch operation {
        case "keypackage": return try keyPackage(request)
        case "create": return try create(request)
        case "join": return try join(request)
        case "external_join": return try externalJoin(request)
        case "propose": return try propose(request)
        case "propose_self": return try proposeSelf(request)
        case "commit": return try commit(request)
        case "handle": return try handle(request)
        case "apply": return try apply(request)
        case "protect": return try protect(request)
        case "unprotect": return try unprotect(request)
        case "export": return try export(request)
        case "info": return info(try state(request).group)
        case "group_info": return try groupInfo(request)
        case "psk": return try preSharedKey(request)
        case "reinit": return try reinitialise(request)
        case "branch": return try branch(request)
        case "save": return ["state": Hex.encode(try state(request).group.serialise())]
        case "load": return try load(request)
        case "free": return try free(request)
        default: throw CommandError.request("unknown op \(operation)")
        }
    }

    func state(_ request: Request) throws -> State {
        let name = try request.text("st")
        guard let state = states[name] else {
            throw CommandError.request("no state \(name)")
        }
        return state
    }

    /// Runs an operation on a named state, with a pre-shared key added if one comes along.
    mutating func update<Result>(
        _ request: Request, _ operation: (inout State) throws -> Result
    ) throws -> Result {
        let name = try request.text("st")
        var state = try state(request)
        try adopt(request, into: &state.group.preSharedKeys)
        state.group.configuration.handshakeWireFormat =
            try request.flag("public") ? .publicMessage : .privateMessage
        let result = try operation(&state)
        states[name] = state
        return result
    }

    /// Takes up the pre-shared key that comes along with a command, if one does.
    func adopt(_ request: Request, into keys: inout PreSharedKeys) throws {
        guard let id = try request.optionalName("psk_id"),
            let secret = try request.optionalBytes("psk")
        else { return }
        keys.set(externalID: id, to: Secret(secret))
    }

    mutating func keep(_ group: Group, _ request: Request) throws -> Answer {
        states[try request.text("st")] = State(group: group)
        return info(group)
    }

    private mutating func free(_ request: Request) throws -> Answer {
        if let name = try request.optionalText("st") { states[name] = nil }
        if let name = try request.optionalText("kp") { keyPackages[name] = nil }
        return [:]
    }

    /// What all members of an epoch can compare, and the roster.
    func info(_ group: Group) -> Answer {
        [
            "group_id": Hex.encode(group.groupID),
            "epoch": group.epoch,
            "suite": group.cipherSuite.rawValue,
            "own_index": group.ownIndex.rawValue,
            "epoch_authenticator": Hex.encode(group.epochAuthenticator.copyBytes()),
            "tree_hash": Hex.encode(group.treeHash),
            "confirmed_transcript_hash": Hex.encode(group.groupContext.confirmedTranscriptHash),
            "ratchet_tree": Hex.encode(group.ratchetTree.encoded),
            "resumption_psk": Hex.encode(group.resumptionPSK.copyBytes()),
            "active": group.isActive,
            "members": group.members.map { member -> Answer in
                [
                    "index": member.index.rawValue,
                    "identity": identity(member.credential),
                    "signature_key": Hex.encode(member.signatureKey),
                ]
            },
        ]
    }

    private func identity(_ credential: Credential) -> String {
        switch credential {
        case .basic(let identity): String(decoding: identity, as: UTF8.self)
        case .x509(let certificates): "x509:" + Hex.encode(certificates.first ?? [])
        }
    }
}
