import Crypto
import Foundation
import MLS

/// Measures the operations of groups of different sizes and prints tables in Markdown.
///
/// Times are related to one X25519 agreement and one Ed25519 verification of the same run.
@main
enum MLSBenchmarks {
    static func main() throws {
        let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let reference = try Reference()
        print("One X25519 agreement \(format(reference.agreement)) us, ", terminator: "")
        print("one Ed25519 verification \(format(reference.verification)) us.\n")
        for suite in [CipherSuite.x25519AES128SHA256Ed25519, .xWingAES256SHA384Ed25519] {
            try measure(suite, sizes.isEmpty ? [2, 32, 256, 1000] : sizes, reference)
        }
    }

    private static func measure(
        _ suite: CipherSuite, _ sizes: [Int], _ reference: Reference
    ) throws {
        print("Suite \(suite.rawValue), microseconds of processor time (in X25519 agreements)\n")
        var rows: [(String, [Double])] = []
        func add(_ name: String, _ value: Double) {
            if let place = rows.firstIndex(where: { $0.0 == name }) {
                rows[place].1.append(value)
            } else {
                rows.append((name, [value]))
            }
        }
        var bytes: [(Int, [String: Int])] = []
        for size in sizes {
            var scenario = try Scenario(suite: suite, memberCount: size)
            var measurement = Measurement(scenario: scenario)
            try measurement.run(add)
            scenario = measurement.scenario
            bytes.append((size, try Sizes.measure(&scenario, size)))
        }
        print("| operation | " + sizes.map(String.init).joined(separator: " | ") + " |")
        print("|---" + String(repeating: "|---", count: sizes.count) + "|")
        for (name, values) in rows {
            let cells = values.map { "\(format($0)) (\(format($0 / reference.agreement)))" }
            print("| \(name) | " + cells.joined(separator: " | ") + " |")
        }
        print("\nSuite \(suite.rawValue), bytes\n")
        let names = bytes.first?.1.keys.sorted() ?? []
        print("| what | " + sizes.map(String.init).joined(separator: " | ") + " |")
        print("|---" + String(repeating: "|---", count: sizes.count) + "|")
        for name in names {
            print(
                "| \(name) | "
                    + bytes.map { String($0.1[name] ?? 0) }.joined(separator: " | ") + " |")
        }
        print("")
        fflush(nil)
    }

    private static func format(_ value: Double) -> String {
        value < 100 ? String((value * 10).rounded() / 10) : String(Int(value.rounded()))
    }
}

/// What everything is related to.
struct Reference {
    let agreement: Double
    let verification: Double

    init() throws {
        let own = Curve25519.KeyAgreement.PrivateKey()
        let other = Curve25519.KeyAgreement.PrivateKey().publicKey
        agreement = try Stopwatch.median { _ = try own.sharedSecretFromKeyAgreement(with: other) }
        let key = Curve25519.Signing.PrivateKey()
        let message = [UInt8](repeating: 7, count: 256)
        let signature = try key.signature(for: message)
        verification = Stopwatch.median {
            _ = key.publicKey.isValidSignature(signature, for: message)
        }
    }
}
