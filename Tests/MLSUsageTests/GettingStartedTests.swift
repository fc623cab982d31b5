import Foundation
import MLS
import Testing

/// The code of the article, block by block, kept compiling and working.
@Test("The getting-started article's code works")
func gettingStarted() throws {
    let suite = CipherSuite.xWingAES256SHA384Ed25519
    let bobKey = try SignaturePrivateKey.generate(suite)
    let bobBundle = try KeyPackageBundle.generate(
        credential: .basic(identity: [UInt8]("bob".utf8)), signatureKey: bobKey,
        lifetime: Lifetime(notBefore: 0, notAfter: 4_000_000_000))
    let published = bobBundle.message

    let aliceKey = try SignaturePrivateKey.generate(suite)
    var alice = try Group.create(
        groupID: [1, 2, 3, 4], credential: .basic(identity: [UInt8]("alice".utf8)),
        signatureKey: aliceKey)
    guard case .keyPackage(let package) = try MLSMessage(encoded: published).body else {
        throw MLSError(.unsupportedWireFormat)
    }
    let made = try alice.commit([.add(package)])
    try alice.applyPendingCommit()

    let welcome = made.welcome ?? []
    var bob = try Group.join(welcome: welcome, keyPackage: bobBundle)

    var stored = try StoredGroup(bob, in: MemoryStorage())
    let sealed = try alice.encrypt([UInt8]("hello".utf8), paddingByteCount: 64)
    if case .application(let message) = try stored.process(sealed) {
        print(message.sender, String(decoding: message.data, as: UTF8.self))
    }
    bob = stored.group

    let update = try bob.proposeUpdate()
    _ = try alice.process(update)
    let change = try alice.commit()
    if case .commit(let staged) = try bob.process(change.commit), staged.removed.isEmpty {
        try bob.apply(staged)
    }
    try alice.applyPendingCommit()
    precondition(alice.epochAuthenticator == bob.epochAuthenticator)

    let key = try alice.export(label: "files", context: [], length: 32)

    #expect(key.count == 32)
    #expect(bob.members.count == 2)
}
