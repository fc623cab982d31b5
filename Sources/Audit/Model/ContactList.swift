/// Pairs of people who know each other: an address book, or the truth against which an attack is
/// scored.
package struct ContactList: Sendable {
    package var users: NameTable
    package private(set) var pairs: [(Int32, Int32)] = []

    package init(users: NameTable = NameTable()) {
        self.users = users
    }

    package mutating func append(_ first: Int32, _ second: Int32) {
        pairs.append((first, second))
    }

    /// The same pairs in another log's numbering; pairs with an unknown name are left out.
    package func graph(in table: NameTable) -> (graph: PartnerGraph, unknown: Int) {
        var known: [(Int32, Int32)] = []
        for (first, second) in pairs {
            guard let left = table.known(users[first]), let right = table.known(users[second])
            else { continue }
            known.append((left, right))
        }
        let graph = PartnerGraph(userCount: table.count, pairs: known)
        return (graph, pairs.count - known.count)
    }
}
