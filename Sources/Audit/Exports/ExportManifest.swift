/// `manifest.json` of an export, as docs/EXPORT.md describes it.
struct ExportManifest: Decodable {
    static let format = "moonless export"
    static let version = 1

    struct Counters: Decodable {
        let accounts: Int
        let tickets: Int
        let ticketsUsed: Int
    }

    struct Entry: Decodable {
        let name: String
        let bytes: Int
        let sha256: String
    }

    let format: String
    let version: Int
    let role: String
    let deployment: String
    let round: UInt64
    let slots: Int
    let planes: Int
    let counters: Counters
    let entries: [Entry]
}
