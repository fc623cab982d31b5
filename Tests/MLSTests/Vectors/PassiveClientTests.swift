import MLS
import Testing

/// The official scenarios of a client that is welcomed and follows along.
@Suite("Passive client vectors", .needsVectors)
struct PassiveClientTests {
    struct Case: SuiteCase {
        struct PSK: Decodable {
            let psk_id: Hex
            let psk: Hex
        }
        struct Application: Decodable {
            let sender_leaf: UInt32
            let aad: Hex
            let plaintext: Hex
            let private_message: Hex
        }
        struct Epoch: Decodable {
            let proposals: [Hex]
            let commit: Hex
            let epoch_authenticator: Hex
            let application_messages: [Application]?
        }
        let cipher_suite: UInt16
        let external_psks: [PSK]
        let key_package: Hex
        let signature_priv: Hex
        let encryption_priv: Hex
        let init_priv: Hex
        let welcome: Hex
        let ratchet_tree: Hex?
        let initial_epoch_authenticator: Hex
        let epochs: [Epoch]
    }

    @Test(
        "Follows every epoch",
        arguments: [
            "mls/passive-client-welcome.json", "mls/passive-client-handling-commit.json",
            "mls/passive-client-random.json", "mls-xwing/passive-client-xwing.json",
        ])
    func follows(path: String) throws {
        for scenario in try Vectors.supported(path, as: Case.self) {
            try follow(scenario)
        }
    }

    private func follow(_ scenario: Case) throws {
        let suite = CipherSuite(rawValue: scenario.cipher_suite)
        guard
            case .keyPackage(let package) =
                try MLSMessage(encoded: scenario.key_package.bytes).body
        else { throw MLSError(.unsupportedWireFormat) }
        let bundle = try KeyPackageBundle(
            keyPackage: package, initKey: scenario.init_priv.privateKey(scenario.cipher_suite),
            leafKey: scenario.encryption_priv.privateKey(scenario.cipher_suite),
            signatureKey: SignaturePrivateKey(
                suite, secret: scenario.signature_priv.privateKey(scenario.cipher_suite)))
        var keys = PreSharedKeys()
        for psk in scenario.external_psks {
            keys.set(externalID: psk.psk_id.bytes, to: psk.psk.secret)
        }
        var group = try Group.join(
            welcome: scenario.welcome.bytes, keyPackage: bundle,
            ratchetTree: scenario.ratchet_tree?.bytes, preSharedKeys: keys)
        #expect(group.epochAuthenticator == scenario.initial_epoch_authenticator.secret)
        for epoch in scenario.epochs {
            for proposal in epoch.proposals { _ = try group.process(proposal.bytes) }
            guard case .commit(let staged) = try group.process(epoch.commit.bytes) else {
                Issue.record("a commit did not turn out to be one")
                return
            }
            try group.apply(staged)
            try #require(group.epochAuthenticator == epoch.epoch_authenticator.secret)
            for expected in epoch.application_messages ?? [] {
                try receive(expected, &group)
            }
            group = try Group(serialised: group.serialise())
        }
    }

    private func receive(_ expected: Case.Application, _ group: inout Group) throws {
        guard
            case .application(let message) = try group.process(expected.private_message.bytes)
        else {
            Issue.record("an application message did not turn out to be one")
            return
        }
        #expect(message.sender.rawValue == expected.sender_leaf)
        #expect(message.authenticatedData == expected.aad.bytes)
        #expect(message.data == expected.plaintext.bytes)
    }
}
