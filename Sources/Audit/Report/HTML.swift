/// Small pieces of HTML.
enum HTML {
    /// Text made safe for element content and attribute values.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// Escaped prose in which `[key]` becomes a link to a source.
    static func prose(_ text: String) -> String {
        var result = ""
        var rest = escaped(text)[...]
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            let key = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            if let number = Sources.number(of: key) {
                result += reference(number)
            } else {
                result += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// A link to a source, by its place in the list.
    static func reference(_ number: Int) -> String {
        "<a class=\"ref\" href=\"#source-\(number + 1)\" "
            + "aria-label=\"source \(number + 1)\">[\(number + 1)]</a>"
    }

    /// A number with a fixed count of decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "−" : ""
        let whole = scaled / Int64(scale)
        guard decimals > 0 else { return sign + grouped(Int(whole)) }
        let fraction = String(scaled % Int64(scale))
        let padding = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(whole).\(padding)\(fraction)"
    }

    /// A number of SVG, whose minus is a hyphen.
    static func coordinate(_ value: Double, _ decimals: Int) -> String {
        fixed(value, decimals).replacing("−", with: "-")
    }

    /// A whole number with thin spaces between groups of three digits.
    static func grouped(_ value: Int) -> String {
        var digits = Array(String(abs(value)))
        var place = digits.count - 3
        while place > 0 {
            digits.insert("\u{202F}", at: place)
            place -= 3
        }
        return (value < 0 ? "−" : "") + String(digits)
    }

    /// A corrected p; marked where it is only a bound.
    static func probability(_ score: AttackScore) -> String {
        (score.isAtFloor ? "≤\u{202F}" : "") + fixed(score.correctedP, 3)
    }

    static func percent(_ share: Double, _ decimals: Int = 1) -> String {
        fixed(share * 100, decimals) + "\u{202F}%"
    }
}
