/// Why something was refused.
///
/// An error names a rule and nothing else: no identity, no key and no text of a message. Where it
/// was thrown while a message was processed, the state is as it was before.
public struct MLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule that was broken.
    public let code: Code

    /// Creates an error for a rule.
    public init(_ code: Code) {
        self.code = code
    }

    /// The rule's number, if it has one, and its name.
    public var description: String {
        "MLSError(\(code.rawValue) \(code))"
    }
}
