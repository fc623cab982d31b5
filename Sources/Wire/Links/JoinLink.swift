/// A single-use link for a new account: where the deployment is, who signs for it, and a ticket.
package struct JoinLink: Sendable, Equatable {
    package var deployment: DeploymentReference
    /// 16 bytes.
    package var ticket: [UInt8]

    package init(deployment: DeploymentReference, ticket: [UInt8]) {
        self.deployment = deployment
        self.ticket = ticket
    }

    package init(_ text: String) throws(WireError) {
        var reader = ByteReader(try LinkText.decode(text, kind: .join))
        deployment = try DeploymentReference(reading: &reader)
        ticket = try reader.read(Registration.ticketByteCount, "ticket")
        try reader.finish("link")
    }

    package var text: String {
        var writer = ByteWriter()
        deployment.encode(into: &writer)
        writer.write(ticket)
        return LinkText.encode(writer.bytes, kind: .join)
    }
}
