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

    /// A value, unless it is missing or null.
    private func value(_ name: String) -> Any? {
        guard let value = fields[name], !(value is NSNull) else { return nil }
        return value
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    /// A text, if it is there; a number is taken as its digits.
    func optionalText(_ name: String) throws(CommandError) -> String? {
        switch value(name) {
        case nil: return nil
        case let text as String: return text
        case let number as NSNumber: return number.stringValue
        default: throw .request("\(name) is not a text")
        }
    }

    /// A text that must be there.
    func text(_ name: String) throws(CommandError) -> String {
        guard let text = try optionalText(name) else { throw .request("\(name) is missing") }
        return text
    }

    func flag(_ name: String, default value: Bool = false) throws(CommandError) -> Bool {
        guard let given = self.value(name) else { return value }
        guard let flag = given as? Bool else { throw .request("\(name) is not true or false") }
        return flag
    }

    /// An integer, if it is there: a number, or its digits, which may be hexadecimal after `0x`.
    func integer<T: FixedWidthInteger>(_ name: String, as _: T.Type = T.self)
        throws(CommandError) -> T?
    {
        guard let text = try optionalText(name) else { return nil }
        let value = text.hasPrefix("0x") ? T(text.dropFirst(2), radix: 16) : T(text)
        guard let value else { throw .request("\(name) is no such integer") }
        return value
    }

    /// A list, if it is there.
    func list<T>(_ name: String, of _: T.Type = T.self) throws(CommandError) -> [T]? {
        guard let given = value(name) else { return nil }
        guard let list = given as? [T] else { throw .request("\(name) is not such a list") }
        return list
    }

    /// A name, if it is there: bytes in hexadecimal, or else the bytes of a text.
    func optionalName(_ name: String) throws(CommandError) -> [UInt8]? {
        try optionalText(name).map { Hex.decode($0) ?? [UInt8]($0.utf8) }
    }

    /// Bytes in hexadecimal, if they are there.
    func optionalBytes(_ name: String) throws(CommandError) -> [UInt8]? {
        guard let text = try optionalText(name) else { return nil }
        guard let bytes = Hex.decode(text) else { throw .request("\(name) is not hexadecimal") }
        return bytes
    }

    /// Bytes in hexadecimal that must be there, under one of these names.
    func bytes(_ names: String...) throws(CommandError) -> [UInt8] {
        for name in names {
            if let bytes = try optionalBytes(name) { return bytes }
        }
        throw .request("\(names[0]) is missing")
    }

    func index(_ name: String) throws(CommandError) -> LeafIndex {
        guard let index = try integer(name, as: UInt32.self) else {
            throw .request("\(name) is missing")
        }
        return LeafIndex(index)
    }

    /// The suite; 1 unless another one is named here.
    func suite(default suite: CipherSuite = .x25519AES128SHA256Ed25519)
        throws(CommandError) -> CipherSuite
    {
        try integer("suite").map(CipherSuite.init) ?? suite
    }

    /// A list of code points; empty if it is not there.
    private func codePoints(_ name: String) throws(CommandError) -> [UInt16] {
        var points: [UInt16] = []
        for element in try list(name, of: Any.self) ?? [] {
            guard let point = try Request([name: element]).integer(name, as: UInt16.self) else {
                throw .request("\(name) is not such a list")
            }
            points.append(point)
        }
        return points
    }

    /// What the own leaf is said to support beyond the default.
    func capabilities(_ extensions: [ExtensionType] = []) throws(CommandError) -> Capabilities {
        let types = try codePoints("extension_types")
        let proposals = try codePoints("proposal_types")
        return Capabilities(
            extensions: extensions + types.map(ExtensionType.init),
            proposals: proposals.map(ProposalType.init))
    }

    /// A list of extensions, each an object with `type` and `data`.
    func extensions() throws(CommandError) -> [Extension] {
        var extensions: [Extension] = []
        for fields in try list("extensions", of: [String: Any].self) ?? [] {
            let request = Request(fields)
            guard let type = try request.integer("type", as: UInt16.self) else {
                throw .request("type is missing")
            }
            extensions.append(
                Extension(type: ExtensionType(rawValue: type), data: try request.bytes("data")))
        }
        return extensions
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
