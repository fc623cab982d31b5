/// What was wrong with bytes that arrived, with a file or with a link.
///
/// Two errors are equal when their codes are. The detail names fields and sizes, never contents.
package struct WireError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case truncated, trailingBytes, wrongSize, unknownType, unknownVersion
        case invalidValue, badSignature, missingSignature, badChecksum, notForThisDeployment
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }

    package static func == (left: WireError, right: WireError) -> Bool { left.code == right.code }
}
