import MLS

extension Session {
    private func credential(_ request: Request) throws -> Credential {
        // Without an identity, the name of the key package or state stands for it.
        for name in ["identity", "kp", "st"] {
            if let text = try request.optionalText(name) {
                return .basic(identity: [UInt8](text.utf8))
            }
        }
        throw CommandError.request("identity is missing")
    }

    private func preSharedKeys(_ request: Request) throws -> PreSharedKeys {
        var keys = preSharedKeys
        try adopt(request, into: &keys)
        return keys
    }

    /// An MLSMessage; one without the four bytes before its content is taken for it too.
    private func message(_ bytes: [UInt8], _ format: WireFormat) -> [UInt8] {
        let header = [0, 1, UInt8(format.rawValue >> 8), UInt8(format.rawValue & 0xFF)]
        guard (try? MLSMessage(encoded: bytes)) == nil,
            (try? MLSMessage(encoded: header + bytes)) != nil
        else { return bytes }
        return header + bytes
    }

    private func bundle(_ request: Request) throws -> KeyPackageBundle {
        let name = try request.text("kp")
        guard let bundle = keyPackages[name] else {
            throw CommandError.request("no key package \(name)")
        }
        return bundle
    }

    mutating func keyPackage(_ request: Request) throws -> Answer {
        let name = try request.text("kp")
        let isLastResort = try request.flag("last_resort")
        let bundle = try KeyPackageBundle.generate(
            credential: credential(request),
            signatureKey: SignaturePrivateKey.generate(request.suite()),
            capabilities: request.capabilities(isLastResort ? [.lastResort] : []),
            lifetime: Lifetime(
                notBefore: request.integer("not_before") ?? 0,
                notAfter: request.integer("not_after") ?? .max),
            lastResort: isLastResort)
        keyPackages[name] = bundle
        return [
            "key_package": Hex.encode(bundle.message),
            "reference": Hex.encode(try bundle.keyPackage.reference()),
            "signature_key": Hex.encode(bundle.signatureKey.publicKey),
        ]
    }

    mutating func create(_ request: Request) throws -> Answer {
        let group = try Group.create(
            groupID: request.optionalName("group_id")
                ?? (0..<16).map { _ in .random(in: 0 ... .max) },
            credential: credential(request),
            signatureKey: SignaturePrivateKey.generate(request.suite()),
            capabilities: request.capabilities(), extensions: request.extensions(),
            preSharedKeys: preSharedKeys(request))
        return try keep(group, request)
    }

    mutating func join(_ request: Request) throws -> Answer {
        let welcome = message(try request.bytes("welcome", "msg"), .welcome)
        let tree = try request.optionalBytes("ratchet_tree")
        let bundle = try bundle(request)
        let group: Group
        if let old = try request.optionalText("old") {
            guard let state = states[old] else {
                throw CommandError.request("no state \(old)")
            }
            group = try state.group.joinSuccessor(
                welcome: welcome, keyPackage: bundle, ratchetTree: tree)
        } else {
            group = try Group.join(
                welcome: welcome, keyPackage: bundle, ratchetTree: tree,
                preSharedKeys: preSharedKeys(request))
        }
        // An init key is for one Welcome, unless it is the last resort.
        if !bundle.keyPackage.isLastResort { keyPackages[try request.text("kp")] = nil }
        return try keep(group, request)
    }

    mutating func externalJoin(_ request: Request) throws -> Answer {
        let info = message(try request.bytes("group_info", "msg"), .groupInfo)
        guard case .groupInfo(let parsed) = try MLSMessage(encoded: info).body else {
            throw CommandError.request("group_info is none")
        }
        var options = Group.ExternalJoinOptions()
        options.capabilities = try request.capabilities()
        if request.has("remove") { options.removing = try request.index("remove") }
        if let id = try request.optionalName("psk_id") {
            options.preSharedKeys = [.external(id: id)]
        }
        let (group, commit) = try Group.externalJoin(
            groupInfo: info, ratchetTree: request.optionalBytes("ratchet_tree"),
            credential: credential(request),
            signatureKey: SignaturePrivateKey.generate(parsed.groupContext.cipherSuite),
            options: options, preSharedKeys: preSharedKeys(request))
        var answer = try keep(group, request)
        states[try request.text("st")]?.lastCommit = commit
        answer["commit"] = Hex.encode(commit)
        return answer
    }

    mutating func load(_ request: Request) throws -> Answer {
        try keep(Group(serialised: request.bytes("state")), request)
    }

    mutating func preSharedKey(_ request: Request) throws -> Answer {
        guard request.has("psk_id") else { throw CommandError.request("psk_id is missing") }
        _ = try request.bytes("psk")
        guard request.has("st") else {
            try adopt(request, into: &preSharedKeys)
            return [:]
        }
        return try update(request) { _ in [:] }
    }

    /// A newcomer's proposal that it be added.
    func proposeSelf(_ request: Request) throws -> Answer {
        guard let groupID = try request.optionalName("group_id"),
            let epoch = try request.integer("epoch", as: UInt64.self)
        else { throw CommandError.request("group_id or epoch is missing") }
        let bytes = try ExternalProposal.add(bundle(request), groupID: groupID, epoch: epoch)
        return ["proposal": Hex.encode(bytes)]
    }

    mutating func reinitialise(_ request: Request) throws -> Answer {
        let old = try state(request).group
        guard let suite = old.reInit?.cipherSuite else { throw MLSError(.noReInit) }
        let successor = try old.reinitialise(
            keyPackages: keyPackages(request), signatureKey: .generate(suite))
        return try keepSuccessor(successor, request)
    }

    mutating func branch(_ request: Request) throws -> Answer {
        let old = try state(request).group
        let successor = try old.branch(
            groupID: groupID(request), keyPackages: keyPackages(request),
            signatureKey: .generate(old.cipherSuite))
        return try keepSuccessor(successor, request)
    }

    private func keyPackages(_ request: Request) throws -> [KeyPackage] {
        guard let list = try request.list("key_packages", of: String.self) else {
            throw CommandError.request("key_packages is missing")
        }
        return try list.map { try keyPackage(hex: $0) }
    }

    func groupID(_ request: Request) throws -> [UInt8] {
        guard let groupID = try request.optionalName("group_id") else {
            throw CommandError.request("group_id is missing")
        }
        return groupID
    }

    private mutating func keepSuccessor(
        _ successor: Group.Successor, _ request: Request
    ) throws -> Answer {
        states[try request.text("new")] = State(group: successor.group)
        var answer = info(successor.group)
        answer["welcome"] = successor.bundle.welcome.map(Hex.encode)
        return answer
    }

    /// A key package, as a message or bare.
    func keyPackage(hex: String) throws -> KeyPackage {
        guard let bytes = Hex.decode(hex) else {
            throw CommandError.request("key_package is not hexadecimal")
        }
        if let message = try? MLSMessage(encoded: bytes),
            case .keyPackage(let package) = message.body
        {
            return package
        }
        return try KeyPackage(encoded: bytes)
    }
}
