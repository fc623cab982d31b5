import Crypto
import Wire

/// A deployment with real keys.
struct SampleDeployment {
    let leaderKey = Curve25519.Signing.PrivateKey()
    let helperKey = Curve25519.Signing.PrivateKey()
    var signed: SignedDeployment

    init() throws {
        func server(_ key: Curve25519.Signing.PrivateKey, _ port: Int) throws -> OperatorPublic {
            OperatorPublic(
                address: "server.example:\(port)",
                signingKey: Array(key.publicKey.rawRepresentation),
                kemKey: Array(try XWingMLKEM768X25519.PrivateKey().publicKey.rawRepresentation),
                certificateSHA256: [UInt8](repeating: 3, count: 32))
        }
        let descriptor = DeploymentDescriptor(
            name: "sample", identifier: [UInt8](repeating: 9, count: 16),
            parameters: DeploymentParameters(), leader: try server(leaderKey, 7_000),
            helper: try server(helperKey, 7_001))
        signed = SignedDeployment(descriptor: descriptor)
        signed.leaderSignature = Array(try leaderKey.signature(for: descriptor.encoded))
        signed.helperSignature = Array(try helperKey.signature(for: descriptor.encoded))
    }
}
