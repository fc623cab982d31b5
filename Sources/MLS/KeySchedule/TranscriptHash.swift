/// The transcript hashes of RFC 9420, section 8.2.
package enum TranscriptHash {
    package static func confirmed(
        interim: [UInt8], commit: AuthenticatedContent, _ hash: HashAlgorithm
    ) -> [UInt8] {
        var input = MLSEncoder(capacity: 1024)
        input.writeRaw(interim)
        input.write(commit.wireFormat)
        input.write(commit.content)
        input.write(opaque: commit.auth.signature)
        return hash.hash(input.bytes)
    }

    package static func interim(
        confirmed: [UInt8], confirmationTag: [UInt8], _ hash: HashAlgorithm
    ) -> [UInt8] {
        var input = MLSEncoder()
        input.writeRaw(confirmed)
        input.write(opaque: confirmationTag)
        return hash.hash(input.bytes)
    }
}
