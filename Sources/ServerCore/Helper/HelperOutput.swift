/// What a helper wants done, in this order.
package enum HelperOutput: Sendable, Equatable {
    case send([UInt8])
    /// Cuts the link once what was sent before is on its way.
    case disconnectLeader
    case notice(ServerNotice)
}
