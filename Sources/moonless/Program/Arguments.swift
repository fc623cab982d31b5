/// The global options may stand before the command: here they are moved behind its name, where
/// the command's own parser knows them.
package enum Arguments {
    package static func withGlobalOptionsBehindCommand(_ arguments: [String]) -> [String] {
        var moved: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if first == "--json" || first.hasPrefix("--home=") {
                moved.append(rest.removeFirst())
            } else if first == "--home", rest.count > 1 {
                moved.append(contentsOf: rest.prefix(2))
                rest.removeFirst(2)
            } else {
                break
            }
        }
        guard let command = rest.first, !moved.isEmpty, !command.hasPrefix("-") else {
            return arguments
        }
        return [command] + moved + rest.dropFirst()
    }
}
