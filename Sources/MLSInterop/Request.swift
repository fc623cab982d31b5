import Foundation
import MLS

/// Why a command failed: by the library, or because the request made no sense.
enum CommandError: Error {
    case mls(MLSError)
    case request(String)

    var text: String {
        switch self {
        case .mls(let error): "\(error.code.rawValue) \(error.code)"
        case .request(let text): text
        }
    }
}

/// The arguments of a command.
struct Request {
    let fields: [String: Any]

    init(_ line: String) throws(CommandError) {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let fields = object as? [String: Any] else {
            throw .request("a line is one JSON object")
        }
        self.fields = fields
    }

    init(_ fields: [String: Any]) {
        self.fields = fields
    }

    /// A text that must be there.
    func text(_ name: String) throws(CommandError) -> String {
        guard let text = fields[name] as? String else { throw .request("\(name) is missing") }
        return text
    }

    func flag(_ name: String, default value: Bool = false) -> Bool {
        fields[name] as? Bool ?? value
    }

    func integer(_ name: String) -> Int? {
        (fields[name] as? NSNumber)?.intValue
    }

    /// Bytes in hexadecimal, if they are there.
    func optionalBytes(_ name: String) throws(CommandError) -> [UInt8]? {
        guard let text = fields[name] as? String else { return nil }
        guard let bytes = Hex.decode(text) else { throw .request("\(name) is not hexadecimal") }
        return bytes
    }

    /// Bytes in hexadecimal that must be there.
    func bytes(_ name: String) throws(CommandError) -> [UInt8] {
        guard let bytes = try optionalBytes(name) else { throw .request("\(name) is missing") }
        return bytes
    }

    func index(_ name: String) throws(CommandError) -> LeafIndex {
        guard let value = integer(name), let index = UInt32(exactly: value) else {
            throw .request("\(name) is missing")
        }
        return LeafIndex(index)
    }

    /// The suite; 1 unless it is named.
    var suite: CipherSuite {
        CipherSuite(rawValue: UInt16(truncatingIfNeeded: integer("suite") ?? 1))
    }

    var objects: [Request] {
        (fields["proposals"] as? [[String: Any]] ?? []).map(Request.init)
    }
}

/// Hexadecimal digits.
enum Hex {
    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }

    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
