import MLS

extension Session {
    /// The proposal that a request describes; an update has no value yet.
    private func proposal(_ request: Request, _ group: Group) throws -> Proposal {
        let type = try (try? request.text("type")) ?? request.text("proposal")
        switch type {
        case "add":
            return .add(try keyPackage(hex: request.text("key_package")))
        case "remove":
            return .remove(try request.index("index"))
        case "psk":
            return group.preSharedKeyProposal(.external(id: try request.bytes("psk_id")))
        case "resumption_psk":
            return group.preSharedKeyProposal(
                .resumption(
                    usage: .application, groupID: group.groupID,
                    epoch: UInt64(request.integer("epoch") ?? 0)))
        case "group_context_extensions":
            let list = request.fields["extensions"] as? [[String: Any]] ?? []
            return .groupContextExtensions(try list.map { try extensionValue(Request($0)) })
        case "reinit":
            return .reInit(
                ReInit(groupID: try request.bytes("group_id"), cipherSuite: request.suite))
        default:
            throw CommandError.request("unknown proposal \(type)")
        }
    }

    private func extensionValue(_ request: Request) throws -> Extension {
        Extension(
            type: ExtensionType(
                rawValue: UInt16(truncatingIfNeeded: request.integer("type") ?? 0)),
            data: try request.bytes("data"))
    }

    mutating func propose(_ request: Request) throws -> Answer {
        let type = try (try? request.text("type")) ?? request.text("proposal")
        let described = type == "update" ? nil : try proposal(request, state(request).group)
        let bytes = try update(request) { state in
            guard let described else { return try state.group.proposeUpdate() }
            return try state.group.propose(described)
        }
        return ["proposal": Hex.encode(bytes)]
    }

    mutating func commit(_ request: Request) throws -> Answer {
        let group = try state(request).group
        let proposals = try request.objects.map { try proposal($0, group) }
        var options = CommitOptions()
        options.forcesPath = request.flag("force_path")
        options.includesRatchetTree = request.flag("tree_in_welcome", default: true)
        options.includesReceivedProposals = request.flag("by_reference", default: true)
        options.makesGroupInfo = request.flag("group_info")
        let applies = request.flag("apply", default: true)
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

    mutating func apply(_ request: Request) throws -> Answer {
        let group = try update(request) { state in
            if request.flag("drop") {
                state.group.clearPendingCommit()
            } else {
                try state.group.applyPendingCommit()
            }
            return state.group
        }
        return info(group)
    }

    mutating func handle(_ request: Request) throws -> Answer {
        var message: [UInt8]?
        for name in ["msg", "commit", "proposal"] where message == nil {
            message = try request.optionalBytes(name)
        }
        guard let message else { throw CommandError.request("msg is missing") }
        let (kind, group) = try update(request) { state -> (String, Group) in
            // A driver may hand a commit to everybody, its maker included.
            if state.lastCommit == message { return ("commit", state.group) }
            switch try state.group.process(message) {
            case .application: return ("application", state.group)
            case .proposal: return ("proposal", state.group)
            case .commit(let staged):
                try state.group.apply(staged)
                return ("commit", state.group)
            }
        }
        var answer = info(group)
        answer["kind"] = kind
        answer["removed"] = group.isRemoved
        return answer
    }

    mutating func protect(_ request: Request) throws -> Answer {
        let data = try request.bytes("data")
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
        return [
            "data": Hex.encode(opened.data), "aad": Hex.encode(opened.authenticatedData),
            "sender": opened.sender.rawValue, "epoch": opened.epoch,
            "generation": opened.generation,
        ]
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
