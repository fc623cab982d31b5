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

    package init() {}

    /// Runs one command; a failed one changes nothing.
    package mutating func answer(_ line: String) -> Answer {
        do {
            var copy = self
            var answer = try copy.run(Request(line))
            self = copy
            answer["ok"] = true
            return answer
        } catch let error as CommandError {
            return ["ok": false, "error": error.text]
        } catch let error as MLSError {
            return ["ok": false, "error": CommandError.mls(error).text]
        } catch {
            return ["ok": false, "error": "\(error)"]
        }
    }

    private mutating func run(_ request: Request) throws -> Answer {
        let operation = try request.text("op")
        switch operation {
        case "keypackage": return try keyPackage(request)
        case "create": return try create(request)
        case "join": return try join(request)
        case "external_join": return try externalJoin(request)
        case "propose": return try propose(request)
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
        case "free": return free(request)
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
        if let id = try request.optionalBytes("psk_id"),
            let secret = try request.optionalBytes("psk")
        {
            state.group.preSharedKeys.set(externalID: id, to: Secret(secret))
        }
        state.group.configuration.handshakeWireFormat =
            request.flag("public") ? .publicMessage : .privateMessage
        let result = try operation(&state)
        states[name] = state
        return result
    }

    mutating func keep(_ group: Group, _ request: Request) throws -> Answer {
        states[try request.text("st")] = State(group: group)
        return info(group)
    }

    private mutating func free(_ request: Request) -> Answer {
        if let name = try? request.text("st") { states[name] = nil }
        if let name = try? request.text("kp") { keyPackages[name] = nil }
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
