/// Somebody says something to somebody, or to a group.
struct Word {
    /// On the simulation's clock.
    let time: Int64
    let from: Int
    let conversation: String
    /// Who is to read it, and their conversation with the author or the group.
    let readers: [(person: Int, conversation: String)]
    var isToGroup = false
}
