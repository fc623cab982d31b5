package import Crypto
package import Wire

/// An open session with both servers: makes frames and opens answers. A value without state of
/// its own, so that engine and pacer can both hold it; who sends keeps to one frame a round.
package struct RoundSession: Sendable {
    /// Milliseconds after the beginning of a round at which this session sends: drawn once.
    package let sendingMilliseconds: Int
    /// The leader's clock minus this machine's, in milliseconds.
    package let clockOffsetMilliseconds: Int64
    package let parameters: DeploymentParameters

    /// The round that a local time falls into, and its beginning in local time.
    package func round(at now: Int64) -> Round { fatalError() }
    /// Local time at which the frame of a round is sent.
    package func sendTime(_ round: Round) -> Int64 { fatalError() }
    /// A frame of random bytes and random reads.
    package func coverFrame(_ round: Round) -> [UInt8] { fatalError() }
}
