import MLS
import Testing

/// The example of docs/mls/API.md, kept compiling and working.
@Test("The cheat sheet's example works")
func cheatSheet() throws {
    // One signing key and one or more published key packages for each client.
    let suite = CipherSuite.xWingAES256SHA384Ed25519
    let aliceKey = try SignaturePrivateKey.generate(suite)
    let bobKey = try SignaturePrivateKey.generate(suite)
    let rosterExtension = ExtensionType(rawValue: 0xF001)
    let capabilities = Capabilities(extensions: [rosterExtension])
    let bobBundle = try KeyPackageBundle.generate(
        credential: .basic(identity: [UInt8]("bob".utf8)), signatureKey: bobKey,
        capabilities: capabilities,
        leafExtensions: [Extension(type: rosterExtension, data: [7])])
    let published: [UInt8] = bobBundle.message  // an MLSMessage
    let stored: [UInt8] = bobBundle.serialise()  // secret

    // Alice creates a group and adds Bob.
    var alice = try Group.create(
        groupID: [1, 2, 3], credential: .basic(identity: [UInt8]("alice".utf8)),
        signatureKey: aliceKey, capabilities: capabilities,
        extensions: [Extension(type: rosterExtension, data: [42])])
    guard case .keyPackage(let package) = try MLSMessage(encoded: published).body else { return }
    try package.validate(now: nil)
    var options = CommitOptions()
    options.includesRatchetTree = false
    let made = try alice.commit([.add(package)], options: options)
    // Send made.commit to the members, made.welcome and made.ratchetTree to Bob; then:
    try alice.applyPendingCommit()

    // Bob joins.
    var bob = try Group.join(
        welcome: try #require(made.welcome), keyPackage: KeyPackageBundle(serialised: stored),
        ratchetTree: made.ratchetTree)
    #expect(bob.epochAuthenticator == alice.epochAuthenticator)
    #expect(bob.members.map(\.credential) == alice.members.map(\.credential))

    // Application messages.
    let sealed = try alice.encrypt([1, 2, 3], authenticatedData: [9], paddingByteCount: 32)
    guard case .application(let message) = try bob.process(sealed) else { return }
    #expect(message.data == [1, 2, 3])
    #expect(message.sender == alice.ownIndex)

    // Bob commits a changed group context; Alice looks at the commit, then applies it.
    let parent = alice  // a copy of the parent epoch, to return to it in case of a fork
    let change = try bob.commit([
        .groupContextExtensions([Extension(type: rosterExtension, data: [43])])
    ])
    guard case .commit(let staged) = try alice.process(change.commit) else { return }
    #expect(staged.committer == .member(bob.ownIndex))
    #expect(staged.added.isEmpty && staged.removed.isEmpty && !staged.removesSelf)
    #expect(staged.groupContext.extensions.data(of: rosterExtension) == [43])
    try alice.apply(staged)
    try bob.applyPendingCommit()  // or bob.clearPendingCommit() if a sibling won
    #expect(parent.epoch + 1 == alice.epoch)

    // Proposals by reference, exporter, stored state.
    let proposal = try alice.proposeUpdate()
    guard case .proposal = try bob.process(proposal) else { return }
    let update = try bob.commit()
    guard case .commit(let next) = try alice.process(update.commit) else { return }
    try alice.apply(next)
    try bob.applyPendingCommit()
    let exported = try alice.export(label: "cells", context: [], length: 32)
    #expect(try bob.export(label: "cells", context: [], length: 32) == exported)
    let restored = try Group(serialised: alice.serialise())
    #expect(restored.epochAuthenticator == bob.epochAuthenticator)
}
