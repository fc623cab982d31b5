import Crypto
import PrivateRetrieval
import ServerCore
import Wire

/// A running server: in a box, since the engines are large values and to ask whether one runs would
/// copy it.
final class Program<Engine> {
    var engine: Engine

    init(_ engine: Engine) { self.engine = engine }
}

/// Both servers' disks and programs, and the deployment that they serve.
struct SimulatedServers {
    let deployment: SignedDeployment
    let accounts: MemoryAccountStore
    private let helperAccounts = MemoryAccountStore()
    let leaderPlanes: UnreliablePlaneStore
    let helperPlanes: UnreliablePlaneStore
    private let leaderMarks = MemoryRoundMarkStore()
    private let helperMarks = MemoryRoundMarkStore()
    private let leaderIdentity: ServerIdentity
    private let helperIdentity: ServerIdentity
    private let retrieval: RetrievalEngine
    private var seeds: RandomStream
    /// Nil while the program is not running.
    var leader: Program<LeaderEngine>?
    var helper: Program<HelperEngine>?

    init(_ parameters: DeploymentParameters, seed: UInt64) throws {
        let leaderKem = try XWingMLKEM768X25519.PrivateKey()
        let helperKem = try XWingMLKEM768X25519.PrivateKey()
        deployment = try Self.makeDeployment(parameters, leaderKem, helperKem)
        seeds = RandomStream(seed: seed)
        accounts = MemoryAccountStore(
            (0..<parameters.capacity).map { [seeds] _ in
                var random = seeds
                return AccountTable.makeFreeSlot(using: &random)
            })
        leaderPlanes = UnreliablePlaneStore(parameters, seed: seeds.next())
        helperPlanes = UnreliablePlaneStore(parameters, seed: seeds.next())
        leaderIdentity = try ServerIdentity(
            role: .leader, deployment: deployment, kemKey: leaderKem)
        helperIdentity = try ServerIdentity(
            role: .helper, deployment: deployment, kemKey: helperKem)
        retrieval = try RetrievalEngine(cores: 1)
    }

    private static func makeDeployment(
        _ parameters: DeploymentParameters, _ leaderKem: XWingMLKEM768X25519.PrivateKey,
        _ helperKem: XWingMLKEM768X25519.PrivateKey
    ) throws -> SignedDeployment {
        let keys = [Curve25519.Signing.PrivateKey(), Curve25519.Signing.PrivateKey()]
        func server(_ index: Int, _ kem: XWingMLKEM768X25519.PrivateKey) -> OperatorPublic {
            OperatorPublic(
                address: "server\(index).example:7000",
                signingKey: Array(keys[index].publicKey.rawRepresentation),
                kemKey: Array(kem.publicKey.rawRepresentation),
                certificateSHA256: [UInt8](repeating: UInt8(index), count: 32))
        }
        let descriptor = DeploymentDescriptor(
            name: "simulation", identifier: [UInt8](repeating: 5, count: 16),
            parameters: parameters, leader: server(0, leaderKem), helper: server(1, helperKem))
        var deployment = SignedDeployment(descriptor: descriptor)
        deployment.leaderSignature = Array(try keys[0].signature(for: descriptor.encoded))
        deployment.helperSignature = Array(try keys[1].signature(for: descriptor.encoded))
        return deployment
    }

    mutating func startLeader() throws {
        leader = Program(
            try LeaderEngine(
                identity: leaderIdentity, accounts: accounts, planes: leaderPlanes,
                marks: leaderMarks, retrieval: retrieval,
                random: RandomStream(seed: seeds.next())))
    }

    mutating func startHelper() throws {
        helper = Program(
            try HelperEngine(
                identity: helperIdentity, accounts: helperAccounts, planes: helperPlanes,
                marks: helperMarks, retrieval: retrieval,
                random: RandomStream(seed: seeds.next())))
    }

    /// A join link's ticket, as `moonlessd tickets` makes it.
    mutating func makeTicket() throws -> JoinLink {
        let ticket = (0..<Registration.ticketByteCount).map { _ in
            UInt8.random(in: .min ... .max, using: &seeds)
        }
        try accounts.addTickets([Array(SHA256.hash(data: ticket))])
        return JoinLink(
            deployment: DeploymentReference(deployment.descriptor), ticket: ticket)
    }
}
