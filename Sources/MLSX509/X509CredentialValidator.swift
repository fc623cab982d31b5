public import MLS
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Judges X.509 credentials by a set of trusted roots (RFC 9420, section 5.3).
///
/// A chain begins with the member's certificate, whose key is the leaf node's signature key; each
/// following certificate certifies the one before, and the last is a root or certified by one. All
/// are within their validity, issuers are certificate authorities and may sign certificates, and
/// nothing critical is left that is not understood. Names in the certificates are the
/// application's to judge; revocation is not looked up.
public struct X509CredentialValidator: CredentialValidator {
    private let roots: [Certificate]

    /// Trusts DER-encoded certificates; throws `MLSError.Code.credentialRejected` if one
    /// cannot be read.
    public init(roots: [[UInt8]]) throws(MLSError) {
        do {
            self.roots = try roots.map { try Certificate(derEncoded: $0) }
        } catch {
            throw MLSError(.credentialRejected)
        }
    }

    /// Whether the chain is good for this key; without a time, validity is not checked.
    public func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool {
        guard let chain = Self.chain(of: credential), let own = chain.first,
            [UInt8](own.publicKey.subjectPublicKeyInfoBytes) == signatureKey,
            own.maySign
        else { return false }
        let date = now.map { Date(timeIntervalSince1970: TimeInterval($0)) }
        guard chain.allSatisfy({ $0.isUnderstood && $0.isValid(at: date) }) else {
            return false
        }
        for (position, (certificate, issuer)) in zip(chain, chain.dropFirst()).enumerated()
        where !issuer.certifies(certificate, depth: position) { return false }
        return isTrusted(chain, at: date)
    }

    /// A successor must have the same subject and the same alternative names.
    public func accepts(_ successor: Credential, replacing credential: Credential) -> Bool {
        guard let new = Self.chain(of: successor)?.first,
            let old = Self.chain(of: credential)?.first
        else { return false }
        return new.subject == old.subject && new.alternativeNames == old.alternativeNames
    }

    private func isTrusted(_ chain: [Certificate], at date: Date?) -> Bool {
        guard let last = chain.last else { return false }
        return roots.contains { root in
            guard root.isValid(at: date) else { return false }
            return root == last || root.certifies(last, depth: chain.count - 1)
        }
    }

    private static func chain(of credential: Credential) -> [Certificate]? {
        guard case .x509(let encoded) = credential, !encoded.isEmpty else { return nil }
        return try? encoded.map { try Certificate(derEncoded: $0) }
    }
}
