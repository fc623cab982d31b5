import Foundation
import MLS
import Testing

/// Finds and reads the official test vectors, which are kept outside of this repository.
///
/// They are looked for in `$MOONLESS_VECTORS`, else in `../shared/vectors` beside the package. A
/// run without them says so and marks the tests as skipped.
enum Vectors {
    /// The directory, or nil if there is none.
    static let directory: URL? = {
        let environment = ProcessInfo.processInfo.environment["MOONLESS_VECTORS"]
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidate =
            environment.map { URL(fileURLWithPath: $0) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/vectors")
        if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("mls").path) {
            return candidate
        }
        print("NO TEST VECTORS: the MLS vector tests are skipped; set MOONLESS_VECTORS")
        return nil
    }()

    static var areAvailable: Bool { directory != nil }

    /// The cases of a file; `path` is relative to the directory.
    static func load<T: Decodable>(_ path: String, as _: T.Type = T.self) throws -> [T] {
        let url = try #require(directory).appendingPathComponent(path)
        let cases = try JSONDecoder().decode([T].self, from: Data(contentsOf: url))
        try #require(!cases.isEmpty)
        return cases
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, visibly, where the vectors are not to be had.
    static var needsVectors: Self {
        .enabled(if: Vectors.areAvailable, "the test vectors are not on this machine")
    }
}

/// Bytes as a hexadecimal string in JSON.
struct Hex: Decodable, Equatable, CustomStringConvertible {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        bytes = try #require([UInt8](hex: text))
    }

    var secret: Secret { Secret(bytes) }

    /// A private key; the vectors of P-521 lack leading zeros, which the format demands.
    func privateKey(_ suite: UInt16) -> Secret {
        let count = suite == 5 ? 66 : suite == 7 ? 48 : 32
        return Secret([UInt8](repeating: 0, count: max(0, count - bytes.count)) + bytes)
    }

    var description: String { bytes.hex }
}

extension [UInt8] {
    init?(hex: String) {
        let digits = Array<UInt8>(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            case 65...70: digit - 55
            default: nil
            }
        }
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                return nil
            }
            append(high << 4 | low)
        }
    }

    var hex: String {
        map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}

/// A case that names its suite.
protocol SuiteCase: Decodable {
    var cipher_suite: UInt16 { get }
}

extension Vectors {
    /// The cases of the suites that are supported, from the given files.
    static func supported<T: SuiteCase>(_ paths: String..., as _: T.Type = T.self) throws -> [T] {
        var cases: [T] = []
        for path in paths { cases += try load(path) }
        let supported = cases.filter { CipherSuite(rawValue: $0.cipher_suite).isSupported }
        try #require(!supported.isEmpty)
        return supported
    }
}
