/// What a client and its proxy say to each other before the connection is the client's.
package protocol ProxyHandshake: Sendable {
    /// The first bytes to send.
    mutating func start() -> [UInt8]
    /// - Parameter bytes: all that came and was not consumed so far.
    mutating func received(_ bytes: [UInt8]) throws(ProxyError) -> ProxyHandshakeStep
}

package enum ProxyHandshakeStep: Equatable {
    case needsMore
    /// So many bytes were consumed; send these.
    case send([UInt8], consumed: Int)
    case done(consumed: Int)
}
