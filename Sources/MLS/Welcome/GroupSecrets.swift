/// What a new member is told in secret, RFC 9420 section 12.4.3.1.
package struct GroupSecrets: MLSCodable, Sendable {
    package let joinerSecret: Secret
    /// The secret of the lowest node shared with the committer, if the commit had a path.
    package let pathSecret: Secret?
    package let psks: [PreSharedKeyID]

    package init(joinerSecret: Secret, pathSecret: Secret?, psks: [PreSharedKeyID]) {
        self.joinerSecret = joinerSecret
        self.pathSecret = pathSecret
        self.psks = psks
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        joinerSecret = try decoder.read()
        pathSecret = try decoder.readOptional()
        psks = try decoder.readVector()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(joinerSecret)
        encoder.write(optional: pathSecret)
        encoder.write(vector: psks)
    }
}
