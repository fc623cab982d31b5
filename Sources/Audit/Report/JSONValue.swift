/// A JSON document in memory.
enum JSONValue {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    /// Members in the order in which they are written.
    case object([(String, JSONValue)])

    /// The document as text, indented by two spaces.
    func serialized(indent: Int = 0) -> String {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let value): return Self.text(value)
        case .text(let value): return Self.quoted(value)
        case .list(let values):
            guard !values.isEmpty else { return "[]" }
            let items = values.map { inner + $0.serialized(indent: indent + 1) }
            return "[\n\(items.joined(separator: ",\n"))\n\(outer)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let items = members.map {
                "\(inner)\(Self.quoted($0.0)): \($0.1.serialized(indent: indent + 1))"
            }
            return "{\n\(items.joined(separator: ",\n"))\n\(outer)}"
        }
    }

    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        return "\((value * 1e6).rounded() / 1e6)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
