import Wire

/// `README.txt` of an archive.
enum ArchiveReadme {
    static func text(_ role: ServerRole, _ descriptor: DeploymentDescriptor) -> [UInt8] {
        let parameters = descriptor.parameters
        return Array(
            """
            This is everything that the \(role.rawValue) of the Moonless deployment
            "\(descriptor.name)" stores about the people who use it. It is meant to be public.

            README.txt                this text
            deployment.json           what both operators signed: parameters, addresses, keys
            accounts/keys.bin         \(parameters.capacity) rows of 32 bytes: Ed25519 public keys; those of free
                                      slots are keys that nobody has
            accounts/generations.bin  \(parameters.capacity) rows of 4 bytes: random numbers
            tickets.bin               rows of 32 bytes: SHA-256 of invitations to register
            bells.bin                 \(parameters.capacity) rows of 16 bytes, overwritten in each round
            planes/NNNNN.bin          \(parameters.pagesPerSlot) files of \(parameters.capacity) rows of 1,024 bytes: the cells
            manifest.json             sizes and SHA-256 of all of these, counters, the round
            manifest.sig              the operator's signature of manifest.json

            Each file of rows is in a random order of its own, drawn anew for each export: row 7 of
            one file and row 7 of another have nothing to do with each other.

            There is no name, no address, no time and no list of anybody's contacts, since the
            server has none. Cells and bells are noise without the keys of a conversation, and
            those of people who had nothing to say are noise with them too.

            To check the signature: moonlessd verify FILE --deployment deployment.json
            The format is described in docs/EXPORT.md of Moonless.

            """.utf8)
    }
}
