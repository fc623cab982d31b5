import Crypto

/// A number by which two people compare their identity keys: 30 digits for each key, the smaller
/// half first, from 5,200 iterations of SHA-512 (as in Signal's NumericFingerprint).
package enum SafetyNumber {
    private static let iterations = 5_200

    /// - Returns: twelve groups of five digits.
    package static func text(_ own: [UInt8], _ peer: [UInt8]) -> String {
        let halves = [digits(own), digits(peer)].sorted().joined()
        return stride(from: 0, to: halves.count, by: 5).map {
            String(halves.dropFirst($0).prefix(5))
        }.joined(separator: " ")
    }

    private static func digits(_ key: [UInt8]) -> String {
        var hash = Array(SHA512.hash(data: Array("moonless safety number v1".utf8) + key))
        for _ in 0..<iterations { hash = Array(SHA512.hash(data: hash + key)) }
        return stride(from: 0, to: 30, by: 5).map { start in
            let number = hash[start..<start + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let text = String(number % 100_000)
            return String(repeating: "0", count: 5 - text.count) + text
        }.joined()
    }
}
