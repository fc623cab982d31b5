import NIOCore
import NIOPosix

/// Why a connection to the leader did not come about, in words.
package struct LeaderUnreachable: Error, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameter place: what was to be reached: the leader or the proxy, with its address.
    init(_ error: any Error, place: String) {
        switch error {
        case let error as ProxyError: description = "\(error) (\(place))"
        case is WrongCertificate: description = "\(WrongCertificate()) (\(place))"
        case ChannelError.connectTimeout, is ConnectionTimeout:
            description = "\(place) does not answer"
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            description = "\(place): the name is unknown"
        default: description = "\(place) cannot be reached"
        }
    }
}

/// The server's certificate is not the one that the deployment names.
struct WrongCertificate: Error, CustomStringConvertible {
    var description: String {
        "the server's certificate is not the leader's: somebody may be in between"
    }
}

/// Proxy or TLS took too long.
struct ConnectionTimeout: Error {}
