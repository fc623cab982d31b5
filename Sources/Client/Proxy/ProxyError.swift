/// Why a proxy did not connect us.
package enum ProxyError: Error, Sendable, Equatable, CustomStringConvertible {
    case notThisKind
    case needsPassword
    case wrongPassword
    /// The proxy's reason: a SOCKS5 reply or an HTTP status.
    case refused(Int)
    case malformed

    package var description: String {
        switch self {
        case .notThisKind: "what answers there is no proxy of this kind"
        case .needsPassword: "the proxy asks for a user and a password"
        case .wrongPassword: "the proxy refuses this user and password"
        case .refused(let reason): "the proxy cannot reach the leader (its reason: \(reason))"
        case .malformed: "the proxy answers what no proxy answers"
        }
    }
}
