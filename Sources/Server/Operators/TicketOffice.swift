import Crypto
package import Wire

/// What `moonlessd tickets` does: single-use links for new accounts.
///
/// The leader keeps their digests and nothing else, so a link that is lost cannot be printed again.
package enum TicketOffice {
    package static func issue(_ directory: ServerDirectory, count: Int) throws -> [JoinLink] {
        guard try ServerConfiguration(directory).role == .leader else {
            throw ServerFailure(
                .configuration, "'\(directory.path)' is the helper's: the leader issues tickets")
        }
        let deployment = try DeploymentFile.readSigned(directory.deployment)
        let accounts = try DiskAccountStore(directory, deployment.descriptor)
        let reference = DeploymentReference(deployment.descriptor)
        var random = SystemRandomNumberGenerator()
        let links = (0..<count).map { _ in
            JoinLink(
                deployment: reference,
                ticket: (0..<Registration.ticketByteCount).map { _ in
                    .random(in: .min ... .max, using: &random)
                })
        }
        try accounts.addTickets(hashes: links.map { Array(SHA256.hash(data: $0.ticket)) })
        return links
    }
}
