/// Who talks with whom in a simulation, and about what.
package protocol SimulatedPeople: AnyObject {
    /// Makes the acquaintances; called once.
    func meet(_ simulation: Simulation) throws
    /// Does what is done in one round.
    func act(_ simulation: Simulation) throws
    /// Everything that was said has arrived and is acknowledged.
    func isDone(_ simulation: Simulation) -> Bool
    func verdict(_ simulation: Simulation) -> DeliveryVerdict
}
