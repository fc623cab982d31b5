/// The global options may stand before the command: here they are moved behind its name, where
/// the command's own parser knows them.
package enum Arguments {
    /// Commands whose first word is followed by a second one.
    private static let families: Set<String> = ["group", "file", "requests"]

    package static func withGlobalOptionsBehindCommand(_ arguments: [String]) -> [String] {
        var moved: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if first == "--json" || first.hasPrefix("--home=") || first.hasPrefix("--account=") {
                moved.append(rest.removeFirst())
            } else if ["--home", "--account"].contains(first), rest.count > 1 {
                moved.append(contentsOf: rest.prefix(2))
                rest.removeFirst(2)
            } else {
                break
            }
        }
        guard let command = rest.first, !moved.isEmpty, !command.hasPrefix("-") else {
            return arguments
        }
        var words = [command]
        if families.contains(command), let second = rest.dropFirst().first,
            !second.hasPrefix("-")
        {
            words.append(second)
        }
        return words + moved + rest.dropFirst(words.count)
    }
}
