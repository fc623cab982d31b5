import Crypto
import FoundationEssentials
import Wire

/// Simulated accounts, kept from one run to the next: registering ten thousand takes a while.
struct AccountBook {
    struct Account: Codable, Sendable {
        var key: Data
        var slot: UInt32
        var generation: UInt32
    }

    var accounts: [Account] = []

    init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return }
        accounts = try JSONDecoder().decode([Account].self, from: data)
    }

    func save(to path: String) throws {
        try JSONEncoder().encode(accounts).write(to: URL(filePath: path))
    }

    static func readLinks(_ path: String) throws -> [JoinLink] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        return try text.split(separator: "\n").map { try JoinLink(String($0)) }
    }
}
