extension EpochState: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        context = try decoder.read()
        tree = try decoder.read()
        privateKeys = try decoder.read()
        secrets = try decoder.read()
        secretTree = try decoder.read()
        confirmationTag = try decoder.readOpaque()
        interimTranscriptHash = try decoder.readOpaque()
        guard let algorithms = try? context.cipherSuite.required(),
            secrets.areWhole(algorithms), tree[leaf: privateKeys.index] != nil,
            secretTree.leafCount == tree.leafCount
        else { throw MLSError(.storedState) }
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(context)
        encoder.write(tree)
        encoder.write(privateKeys)
        encoder.write(secrets)
        encoder.write(secretTree)
        encoder.write(opaque: confirmationTag)
        encoder.write(opaque: interimTranscriptHash)
    }
}

extension EpochSecrets {
    /// Whether every secret is as long as a hash.
    func areWhole(_ algorithms: Algorithms) -> Bool {
        [
            senderDataSecret, exporterSecret, externalSecret, confirmationKey, membershipKey,
            resumptionPSK, epochAuthenticator, initSecret,
        ].allSatisfy { $0.count == algorithms.hashByteCount }
    }
}

extension TreePrivateKeys: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        let index = try decoder.read(LeafIndex.self)
        var keys: [Int: Secret] = [:]
        for _ in 0..<(try decoder.read(UInt32.self)) {
            keys[Int(try decoder.read(UInt32.self))] = try decoder.read(Secret.self)
        }
        self.init(index: index, keys: keys)
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(index)
        encoder.write(UInt32(keys.count))
        for (node, key) in keys.sorted(by: { $0.key < $1.key }) {
            encoder.write(UInt32(node))
            encoder.write(key)
        }
    }
}

extension PastEpoch: MLSCodable {
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        context = try decoder.read()
        senderDataSecret = try decoder.read()
        secretTree = try decoder.read()
        var senders: [LeafIndex: Sender] = [:]
        for _ in 0..<(try decoder.read(UInt32.self)) {
            let index = try decoder.read(LeafIndex.self)
            senders[index] = Sender(try decoder.readOpaque(), try decoder.read())
        }
        self.senders = senders
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(context)
        encoder.write(senderDataSecret)
        encoder.write(secretTree)
        encoder.write(UInt32(senders.count))
        for (index, sender) in senders.sorted(by: { $0.key < $1.key }) {
            encoder.write(index)
            encoder.write(opaque: sender.signatureKey)
            encoder.write(sender.credential)
        }
    }
}
