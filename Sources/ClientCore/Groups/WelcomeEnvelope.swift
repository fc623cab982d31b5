import FoundationEssentials
import MLS
import Wire

/// What one joiner alone gets of a Welcome when a commit lets in several: its own secrets, and the
/// key of the channel in which the GroupInfo lies for all of them, once.
///
/// The GroupInfo holds the ratchet tree and is by far the most of it.
struct WelcomeEnvelope {
    /// In place of the version with which an MLSMessage begins: no Welcome begins so.
    private static let mark: UInt16 = 0
    static let secretByteCount = 32
    /// Secrets for one joiner, in any suite, and no more.
    static let byteLimit = 8_192

    /// Of the channel that the joiners share.
    let secret: [UInt8]
    /// Without its GroupInfo.
    private let welcome: Welcome

    /// - Parameter welcome: to all joiners.
    init(_ welcome: Welcome, to package: KeyPackage, secret: [UInt8]) throws {
        self.secret = secret
        var own = try welcome.addressed(to: package)
        own.encryptedGroupInfo = []
        self.welcome = own
    }

    /// - Throws: if it is none.
    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let mark: UInt16 = try reader.readInteger("mark")
        guard mark == Self.mark else { throw WireError(.invalidValue, "no envelope") }
        secret = try reader.read(Self.secretByteCount, "secret")
        let message = try MLSMessage(encoded: try reader.read(reader.remaining, "Welcome"))
        guard case .welcome(let welcome) = message.body else {
            throw WireError(.invalidValue, "an envelope without a Welcome")
        }
        self.welcome = welcome
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Self.mark)
        writer.write(secret)
        writer.write(MLSMessage(.welcome(welcome)).encoded)
        return writer.bytes
    }

    /// Whether it is for the owner of this key package, and for nobody else.
    /// - Parameter bundle: the key package with its private keys, serialised.
    func isAddressed(to bundle: Data) -> Bool {
        guard welcome.secrets.count == 1,
            let bundle = try? KeyPackageBundle(serialised: Array(bundle)),
            let reference = try? bundle.keyPackage.reference()
        else { return false }
        return welcome.secrets[0].newMember == reference
    }

    /// The Welcome as the committer made it, as an MLSMessage.
    func completed(by groupInfo: [UInt8]) -> [UInt8] {
        var whole = welcome
        whole.encryptedGroupInfo = groupInfo
        return MLSMessage(.welcome(whole)).encoded
    }
}
