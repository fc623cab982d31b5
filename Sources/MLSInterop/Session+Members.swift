import MLS

extension Session {
    /// The kind of proposal that a request names, or that its arguments are for.
    private func kind(_ request: Request) throws -> String {
        if let kind = try request.optionalText("type") ?? request.optionalText("proposal") {
            return kind
        }
        let arguments = [
            ("key_package", "add"), ("index", "remove"),
            ("extensions", "group_context_extensions"), ("psk_id", "psk"),
        ]
        for (name, kind) in arguments where request.has(name) { return kind }
        throw CommandError.request("proposal is missing")
    }

    /// The proposal that a request describes; an update has no value yet.
    private func proposal(_ request: Request, _ group: Group) throws -> Proposal {
        let type = try kind(request)
        switch type {
        case "add":
            return .add(try keyPackage(hex: request.text("key_package")))
        case "remove":
            return .remove(try leaf(request, group))
        case "psk":
            guard let id = try request.optionalName("psk_id") else {
                throw CommandError.request("psk_id is missing")
            }
            return group.preSharedKeyProposal(.external(id: id))
        case "resumption_psk":
            return group.preSharedKeyProposal(
                .resumption(
                    usage: .application, groupID: group.groupID,
                    epoch: try request.integer("epoch") ?? group.epoch))
        case "group_context_extensions":
            return .groupContextExtensions(try request.extensions())
        case "reinit":
            return .reInit(
                ReInit(
                    groupID: try groupID(request),
                    cipherSuite: try request.suite(default: group.cipherSuite),
                    extensions: try request.extensions()))
        case "custom":
            guard let type = try request.integer("proposal_type", as: UInt16.self) else {
                throw CommandError.request("proposal_type is missing")
            }
            return .custom(
                ProposalType(rawValue: type), data: try request.optionalBytes("data") ?? [])
        default:
            throw CommandError.request("unknown proposal \(type)")
        }
    }

    /// The member that is named by its index, or by its identity.
    private func leaf(_ request: Request, _ group: Group) throws -> LeafIndex {
        guard !request.has("index"), let identity = try request.optionalText("identity") else {
            return try request.index("index")
        }
        let credential = Credential.basic(identity: [UInt8](identity.utf8))
        guard let member = group.members.first(where: { $0.credential == credential }) else {
            throw CommandError.request("no member \(identity)")
        }
        return member.index
    }

    mutating func propose(_ request: Request) throws -> Answer {
        let state = try state(request)
        let described =
            try kind(request) == "update" ? nil : try proposal(request, state.group)
        let bytes = try update(request) { state in
            guard let described else { return try state.group.proposeUpdate() }
            return try state.group.propose(described)
        }
        return ["proposal": Hex.encode(bytes)]
    }

    mutating func commit(_ request: Request) throws -> Answer {
        let group = try state(request).group
        let proposals = try described(in: request).map { try proposal($0, group) }
        var options = CommitOptions()
        options.forcesPath = try request.flag("force_path")
        options.includesRatchetTree = try request.flag("tree_in_welcome", default: true)
        options.includesReceivedProposals = try request.flag("by_reference", default: true)
        options.makesGroupInfo = try request.flag("group_info")
        let applies = try request.flag("apply", default: true)
        let (made, after) = try update(request) { state in
            let made = try state.group.commit(proposals, options: options)
            if applies {
                try state.group.applyPendingCommit()
                state.lastCommit = made.commit
            }
            return (made, state.group)
        }
        var answer = info(after)
        answer["commit"] = Hex.encode(made.commit)
        answer["welcome"] = made.welcome.map(Hex.encode)
        answer["group_info"] = made.groupInfo.map(Hex.encode)
        answer["ratchet_tree"] = Hex.encode(made.ratchetTree)
        return answer
    }

    /// The descriptions of proposals in a commit: a list, or one in the command itself.
    private func described(in request: Request) throws -> [Request] {
        if let list = try request.list("proposals", of: [String: Any].self) {
            return list.map(Request.init)
        }
        let names = ["proposal", "type", "key_package", "index", "extensions"]
        return names.contains(where: request.has) ? [request] : []
    }

    mutating func apply(_ request: Request) throws -> Answer {
        let group = try update(request) { state in
            if try request.flag("drop") {
                state.group.clearPendingCommit()
            } else {
                try state.group.applyPendingCommit()
            }
            return state.group
        }
        return info(group)
    }

    mutating func handle(_ request: Request) throws -> Answer {
        let message = try request.bytes("msg", "commit", "proposal")
        let (results, group) = try update(request) { state -> (Answer, Group) in
            // A driver may hand a commit to everybody, its maker included.
            if state.lastCommit == message { return (["kind": "commit"], state.group) }
            switch try state.group.process(message) {
            case .application(let opened): return (Self.opened(opened), state.group)
            case .proposal: return (["kind": "proposal"], state.group)
            case .commit(let staged):
                try state.group.apply(staged)
                return (["kind": "commit"], state.group)
            }
        }
        var answer = info(group).merging(results) { _, new in new }
        answer["removed"] = group.isRemoved
        return answer
    }

    private static func opened(_ message: ApplicationMessage) -> Answer {
        [
            "kind": "application", "data": Hex.encode(message.data),
            "aad": Hex.encode(message.authenticatedData), "sender": message.sender.rawValue,
            "message_epoch": message.epoch, "generation": message.generation,
        ]
    }

    mutating func protect(_ request: Request) throws -> Answer {
        let data = try request.bytes("data", "msg")
        let bytes = try update(request) { state in
            try state.group.encrypt(
                data, authenticatedData: request.optionalBytes("aad") ?? [],
                paddingByteCount: request.integer("padding") ?? 0)
        }
        return ["msg": Hex.encode(bytes)]
    }

    mutating func unprotect(_ request: Request) throws -> Answer {
        let message = try request.bytes("msg")
        let processed = try update(request) { state in try state.group.process(message) }
        guard case .application(let opened) = processed else {
            throw CommandError.request("not an application message")
        }
        var answer = Self.opened(opened)
        answer["epoch"] = opened.epoch
        return answer
    }

    func export(_ request: Request) throws -> Answer {
        let secret = try state(request).group.export(
            label: request.text("label"), context: request.optionalBytes("context") ?? [],
            length: request.integer("length") ?? 32)
        return ["secret": Hex.encode(secret.copyBytes())]
    }

    func groupInfo(_ request: Request) throws -> Answer {
        let info = try state(request).group.groupInfo(
            includesRatchetTree: request.flag("tree", default: true))
        return ["group_info": Hex.encode(info)]
    }
}
