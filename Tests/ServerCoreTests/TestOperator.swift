import Crypto
import Wire

/// An operator's keys.
struct TestOperator {
    let signingKey = Curve25519.Signing.PrivateKey()
    let kemKey: XWingMLKEM768X25519.PrivateKey
    let address: String

    init(address: String) throws {
        kemKey = try XWingMLKEM768X25519.PrivateKey.generate()
        self.address = address
    }

    var published: OperatorPublic {
        OperatorPublic(
            address: address, signingKey: Array(signingKey.publicKey.rawRepresentation),
            kemKey: Array(kemKey.publicKey.rawRepresentation),
            certificateSHA256: [UInt8](repeating: 1, count: 32))
    }

    func sign(_ descriptor: DeploymentDescriptor) throws -> [UInt8] {
        Array(try signingKey.signature(for: descriptor.encoded))
    }
}
