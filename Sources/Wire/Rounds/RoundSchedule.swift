/// The fixed points of a round, in milliseconds after its beginning.
///
/// They depend on the round period alone, so that nobody's traffic tells more than that.
package struct RoundSchedule: Sendable {
    /// A client draws its sending point from this range once a session.
    package let sendingMilliseconds: ClosedRange<Int>
    /// The leader closes the round; what comes later is refused.
    package let closeMilliseconds: Int
    /// A client has its frame ready by this long before it sends.
    package let preparationMilliseconds: Int

    package init(_ parameters: DeploymentParameters) {
        let period = parameters.roundMilliseconds
        sendingMilliseconds = period / 10...period * 3 / 10
        closeMilliseconds = period / 2
        preparationMilliseconds = min(100, period / 10)
    }
}
