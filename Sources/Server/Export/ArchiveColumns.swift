import Wire

/// The entries of an archive and their order.
enum ArchiveColumns {
    static let readme = "README.txt"
    static let deployment = "deployment.json"
    static let keys = "accounts/keys.bin"
    static let generations = "accounts/generations.bin"
    static let tickets = "tickets.bin"
    static let bells = "bells.bin"

    static let generationByteCount = 4
    static let ticketByteCount = 32

    static func plane(_ index: Int) -> String {
        let digits = String(index)
        return "planes/\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).bin"
    }

    /// Names and sizes of the columns, one row a slot.
    static func ofSlots(
        _ parameters: DeploymentParameters
    ) -> [(name: String, rowByteCount: Int)] {
        [
            (keys, AccountRecord.keyByteCount), (generations, generationByteCount),
            (bells, DeploymentParameters.bellByteCount),
        ]
            + (0..<parameters.pagesPerSlot).map {
                (plane($0), DeploymentParameters.cellByteCount)
            }
    }
}
