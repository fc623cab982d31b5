import Foundation
import MLS

/// One well-formed input or more for each decoder.
enum Seeds {
    static func write(to directory: String) throws {
        let suite = CipherSuite.x25519AES128SHA256Ed25519
        let key = try SignaturePrivateKey.generate(suite)
        let bundle = try KeyPackageBundle.generate(
            credential: .basic(identity: [2]), signatureKey: .generate(suite))
        var group = try Group.create(
            groupID: [1], credential: .basic(identity: [1]), signatureKey: key)
        var options = CommitOptions()
        options.forcesPath = true
        options.includesExternalPub = true
        group.configuration.handshakeWireFormat = .publicMessage
        let made = try group.commit([.add(bundle.keyPackage)], options: options)
        let pending = group.serialise()
        try group.applyPendingCommit()
        let info = try group.groupInfo()
        let welcome = made.welcome ?? []
        let joined = try Group.join(welcome: welcome, keyPackage: bundle)
        let messages = [
            made.commit, welcome, info, bundle.message, try group.encrypt([1, 2, 3]),
            try group.propose(.remove(LeafIndex(1))),
        ]
        try save(messages, directory, "message")
        // Without the four bytes of version and wire format.
        try save([[UInt8](bundle.message.dropFirst(4))], directory, "key-package")
        try save([[UInt8](welcome.dropFirst(4))], directory, "welcome")
        try save([[UInt8](info.dropFirst(4))], directory, "group-info")
        try save([made.ratchetTree], directory, "ratchet-tree")
        try save([pending, group.serialise(), joined.serialise()], directory, "state")
    }

    private static func save(
        _ inputs: [[UInt8]], _ directory: String, _ target: String
    ) throws {
        let folder = URL(fileURLWithPath: directory).appendingPathComponent(target)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true)
        for (number, input) in inputs.enumerated() {
            try Data(input).write(to: folder.appendingPathComponent("seed-\(number)"))
        }
    }
}
