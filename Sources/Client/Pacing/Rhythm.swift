package import ClientCore
package import Wire

/// When the frames of a session are due, and what is sent when nothing else is ready.
package protocol Rhythm: Sendable {
    var parameters: DeploymentParameters { get }
    /// The round that a local time falls into.
    func round(at now: Int64) -> Round
    /// Local time at which the frame of a round is sent.
    func sendTime(_ round: Round) -> Int64
    func coverFrame(_ round: Round) -> [UInt8]
}

extension RoundSession: Rhythm {}
