import MLS

extension Session {
    private func credential(_ request: Request) throws -> Credential {
        .basic(identity: [UInt8](try request.text("identity").utf8))
    }

    private func preSharedKeys(_ request: Request) throws -> PreSharedKeys {
        var keys = PreSharedKeys()
        if let id = try request.optionalBytes("psk_id"),
            let secret = try request.optionalBytes("psk")
        {
            keys.set(externalID: id, to: Secret(secret))
        }
        return keys
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
        let isLastResort = request.flag("last_resort")
        let bundle = try KeyPackageBundle.generate(
            credential: credential(request),
            signatureKey: SignaturePrivateKey.generate(request.suite),
            capabilities: Capabilities(extensions: isLastResort ? [.lastResort] : []),
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
            groupID: request.bytes("group_id"), credential: credential(request),
            signatureKey: SignaturePrivateKey.generate(request.suite),
            preSharedKeys: preSharedKeys(request))
        return try keep(group, request)
    }

    mutating func join(_ request: Request) throws -> Answer {
        let welcome = try request.bytes("welcome")
        let tree = try request.optionalBytes("ratchet_tree")
        if let old = request.fields["old"] as? String {
            guard let state = states[old] else {
                throw CommandError.request("no state \(old)")
            }
            return try keep(
                state.group.joinSuccessor(
                    welcome: welcome, keyPackage: bundle(request), ratchetTree: tree), request)
        }
        let group = try Group.join(
            welcome: welcome, keyPackage: bundle(request), ratchetTree: tree,
            preSharedKeys: preSharedKeys(request))
        return try keep(group, request)
    }

    mutating func externalJoin(_ request: Request) throws -> Answer {
        let info = try request.bytes("group_info")
        guard case .groupInfo(let parsed) = try MLSMessage(encoded: info).body else {
            throw CommandError.request("group_info is none")
        }
        var options = Group.ExternalJoinOptions()
        if request.integer("remove") != nil { options.removing = try request.index("remove") }
        if let id = try request.optionalBytes("psk_id") {
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
        _ = try request.bytes("psk")
        return try update(request) { _ in [:] }
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
            groupID: request.bytes("group_id"), keyPackages: keyPackages(request),
            signatureKey: .generate(old.cipherSuite))
        return try keepSuccessor(successor, request)
    }

    private func keyPackages(_ request: Request) throws -> [KeyPackage] {
        guard let list = request.fields["key_packages"] as? [String] else {
            throw CommandError.request("key_packages is missing")
        }
        return try list.map { try keyPackage(hex: $0) }
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
