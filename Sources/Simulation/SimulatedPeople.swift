/// Who talks with whom in a simulation, and about what.
package protocol SimulatedPeople: AnyObject {
    /// Makes the acquaintances; called once.
    func meet(_ simulation: Simulation) throws
    /// Does what is done in one round.
    func act(_ simulation: Simulation) throws
    /// Looks at what goes on, once a round, while nobody does anything any more.
    func watch(_ simulation: Simulation)
    /// People see that a group does not come to rest and do what they can about it.
    /// - Returns: what they did, in words.
    func stepIn(_ simulation: Simulation) throws -> [String]
    /// Everything that was said has arrived and is acknowledged.
    func isDone(_ simulation: Simulation) -> Bool
    func verdict(_ simulation: Simulation) -> DeliveryVerdict
    /// What a reader of a failing seed wants to know.
    func notes(_ simulation: Simulation) -> [String]
}

extension SimulatedPeople {
    /// Two people alone can do nothing but wait.
    package func stepIn(_ simulation: Simulation) throws -> [String] { [] }
}
