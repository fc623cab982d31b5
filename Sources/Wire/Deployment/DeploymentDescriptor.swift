import Crypto

/// Everything that the clients and the two servers of a deployment must agree on.
package struct DeploymentDescriptor: Sendable, Equatable {
    package static let version: UInt16 = 1

    package var name: String
    /// 16 random bytes, drawn when the deployment is made.
    package var identifier: [UInt8]
    package var parameters: DeploymentParameters
    package var leader: OperatorPublic
    package var helper: OperatorPublic

    package init(
        name: String, identifier: [UInt8], parameters: DeploymentParameters,
        leader: OperatorPublic, helper: OperatorPublic
    ) {
        self.name = name
        self.identifier = identifier
        self.parameters = parameters
        self.leader = leader
        self.helper = helper
    }

    package func validate() throws(WireError) {
        guard identifier.count == 16 else {
            throw WireError(.invalidValue, "the deployment's identifier has not 16 bytes")
        }
        guard (1...200).contains(name.utf8.count) else {
            throw WireError(.invalidValue, "the deployment's name has not 1 to 200 bytes")
        }
        try parameters.validate()
        try leader.validate("leader")
        try helper.validate("helper")
        guard leader.signingKey != helper.signingKey else {
            throw WireError(.invalidValue, "leader and helper have the same signing key")
        }
    }

    /// The bytes that both operators sign: docs/PROTOCOL.md, "Deployment descriptor".
    package var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeString("moonless deployment")
        writer.writeInteger(Self.version)
        writer.writeString(name)
        writer.write(identifier)
        parameters.encode(into: &writer)
        leader.encode(into: &writer)
        helper.encode(into: &writer)
        return writer.bytes
    }

    /// SHA-256 of ``encoded``; sessions are bound to it.
    package var digest: [UInt8] { Array(SHA256.hash(data: encoded)) }
}
