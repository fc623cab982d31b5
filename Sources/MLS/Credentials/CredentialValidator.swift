/// The Authentication Service of RFC 9420, section 5.3.1, as a group sees it.
public protocol CredentialValidator: Sendable {
    /// Whether `credential` may stand for the owner of `signatureKey` at the time `now`.
    ///
    /// `now` is in seconds since 1970, or nil where the group has no clock.
    func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool

    /// Whether `successor` may replace `credential` in the same leaf, or through an external
    /// commit that removes the older appearance of the same client.
    func accepts(_ successor: Credential, replacing credential: Credential) -> Bool
}

extension CredentialValidator {
    /// Accepts a credential that did not change.
    public func accepts(_ successor: Credential, replacing credential: Credential) -> Bool {
        successor == credential
    }
}

/// Accepts every basic credential and no other; the application judges identities itself.
public struct BasicCredentialValidator: CredentialValidator {
    /// Creates the validator.
    public init() {}

    /// Accepts basic credentials.
    public func accepts(_ credential: Credential, signatureKey: [UInt8], now: UInt64?) -> Bool {
        credential.type == .basic
    }
}
