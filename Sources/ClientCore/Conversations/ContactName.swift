/// Names of contacts: the person's choice, or what the peer calls itself.
enum ContactName {
    /// - Returns: the name without white space around it; nil if it is none: 1 to 100 characters,
    ///   no line breaks, control or formatting characters.
    static func checked(_ text: String) -> String? {
        let name = text.trimmingWhitespace
        let isPlain = name.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
                .surrogate:
                false
            // Joiners belong to scripts and emoji; other formatting reorders what is shown.
            case .format: $0.value == 0x200C || $0.value == 0x200D
            default: true
            }
        }
        return (1...100).contains(name.count) && name.utf8.count <= 800 && isPlain ? name : nil
    }

    /// The name, with a number behind it if somebody has it already.
    static func unused(_ name: String, _ taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name) (\(number))") { number += 1 }
        return "\(name) (\(number))"
    }
}

extension String {
    var trimmingWhitespace: String {
        String(
            drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
