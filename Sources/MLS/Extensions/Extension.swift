/// A typed, opaque addition to a structure, RFC 9420 section 13.
public struct Extension: MLSCodable, Sendable, Hashable {
    /// The kind.
    public var type: ExtensionType
    /// The content, `extension_data`.
    public var data: [UInt8]

    /// Creates an extension with its encoded content.
    public init(type: ExtensionType, data: [UInt8]) {
        self.type = type
        self.data = data
    }

    /// Creates an extension from its content.
    package init(_ type: ExtensionType, _ content: some MLSEncodable) {
        self.init(type: type, data: content.encoded)
    }

    /// Reads an extension.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        type = try decoder.read()
        data = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(type)
        encoder.write(opaque: data)
    }
}

extension Array where Element == Extension {
    /// The content of the extension of this type, if there is one.
    public func data(of type: ExtensionType) -> [UInt8]? {
        first { $0.type == type }?.data
    }

    /// The decoded content; throws ``MLSError/Code/malformedExtension``.
    package func content<T: MLSDecodable>(
        of type: ExtensionType, as _: T.Type = T.self
    ) throws(MLSError) -> T? {
        guard let data = data(of: type) else { return nil }
        do {
            return try T(encoded: data)
        } catch {
            throw MLSError(.malformedExtension)
        }
    }
}

extension MLSDecoder {
    /// Reads `Extension extensions<V>`; throws if a type stands there twice (section 13).
    package mutating func readExtensions() throws(MLSError) -> [Extension] {
        let extensions = try readVector(of: Extension.self)
        guard Set(extensions.map(\.type)).count == extensions.count else {
            throw MLSError(.duplicateExtension)
        }
        return extensions
    }
}
