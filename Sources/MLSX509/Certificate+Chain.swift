import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Certificate {
    /// Whether `date` lies within the validity; nil is not checked.
    func isValid(at date: Date?) -> Bool {
        guard let date else { return true }
        return notValidBefore <= date && date <= notValidAfter
    }

    /// Whether this certificate is an authority's and signed `certificate`.
    ///
    /// `depth` counts the intermediate certificates between this one and the member's.
    func certifies(_ certificate: Certificate, depth: Int) -> Bool {
        guard let constraints = try? extensions.basicConstraints,
            case .isCertificateAuthority(let maximumDepth) = constraints,
            maximumDepth.map({ depth <= $0 }) ?? true
        else { return false }
        let usage = try? extensions.keyUsage
        guard usage?.keyCertSign ?? true else { return false }
        return certificate.issuer == subject
            && publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// Whether the key may be used for signatures.
    var maySign: Bool {
        guard let usage = try? extensions.keyUsage else { return true }
        return usage.digitalSignature
    }

    /// Whether every critical extension is one that is looked at here.
    var isUnderstood: Bool {
        let known: Set<ASN1ObjectIdentifier> = [
            .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage,
            .X509ExtensionID.subjectAlternativeName,
        ]
        return extensions.allSatisfy { !$0.critical || known.contains($0.oid) }
    }

    /// The content of the subject's alternative names, if there are any.
    var alternativeNames: [UInt8]? {
        extensions[oid: .X509ExtensionID.subjectAlternativeName].map { [UInt8]($0.value) }
    }
}
