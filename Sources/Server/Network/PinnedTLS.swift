import NIOCore
import NIOSSL

/// TLS 1.3 between parties that know each other's certificate by its digest.
struct PinnedTLS: Sendable {
    private let context: NIOSSLContext

    private init(_ configuration: TLSConfiguration) throws {
        var configuration = configuration
        configuration.minimumTLSVersion = .tlsv13
        context = try NIOSSLContext(configuration: configuration)
    }

    /// The leader towards clients: it shows its certificate and asks for none.
    static func server(_ identity: TLSIdentity) throws -> PinnedTLS {
        try PinnedTLS(
            TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(identity.certificate)],
                privateKey: .privateKey(identity.key)))
    }

    /// The helper towards the leader: both show certificates.
    static func mutualServer(_ identity: TLSIdentity) throws -> PinnedTLS {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(identity.certificate)],
            privateKey: .privateKey(identity.key))
        // Asks for the client's certificate; the pin decides about it.
        configuration.certificateVerification = .noHostnameVerification
        return try PinnedTLS(configuration)
    }

    /// The leader towards the helper: both show certificates.
    static func mutualClient(_ identity: TLSIdentity) throws -> PinnedTLS {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateChain = [.certificate(identity.certificate)]
        configuration.privateKey = .privateKey(identity.key)
        // The certificate names no host: the pin decides about it.
        configuration.certificateVerification = .noHostnameVerification
        return try PinnedTLS(configuration)
    }

    func serverHandler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context) }

    func serverHandler(pin: [UInt8]) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context, customVerificationCallback: Self.verify(pin))
    }

    func clientHandler(pin: [UInt8]) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context, serverHostname: nil, customVerificationCallback: Self.verify(pin))
    }

    private static func verify(_ pin: [UInt8]) -> NIOSSLCustomVerificationCallback {
        { certificates, promise in
            let digest = certificates.first.flatMap { try? TLSIdentity.digest($0) }
            promise.succeed(digest == pin ? .certificateVerified : .failed)
        }
    }
}
