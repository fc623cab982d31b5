import CWebAssets
import FoundationEssentials

/// The description of the API: docs/api/openapi.json, in the program.
package struct OpenAPIDocument: Decodable, Sendable {
    package static let bytes: [UInt8] = {
        let document = openapi_document()
        return Array(UnsafeBufferPointer(start: document.bytes, count: document.count))
    }()

    package struct Info: Decodable, Sendable { package var description: String }

    package struct Tag: Decodable, Sendable {
        package var name: String
        package var description: String
    }

    package struct Schema: Decodable, Sendable {
        private enum CodingKeys: String, CodingKey {
            case reference = "$ref"
            case required, properties, description
        }

        package var reference: String?
        package var description: String?
        /// Names in the order in which they are described.
        package var required: [String]?
        package var properties: [String: Property]?

        /// All names; those that may be absent come last.
        package var names: [String] {
            let required = required ?? []
            return required + (properties ?? [:]).keys.filter { !required.contains($0) }.sorted()
        }
    }

    package struct Property: Decodable, Sendable { package var description: String? }

    package struct Content: Decodable, Sendable { package var schema: Schema }

    package struct Body: Decodable, Sendable {
        package var description: String?
        package var content: [String: Content]?
    }

    package struct Parameter: Decodable, Sendable {
        private enum CodingKeys: String, CodingKey {
            case name, schema
            case place = "in"
        }

        package var name: String
        package var place: String
        package var schema: Schema
    }

    package struct Operation: Decodable, Sendable {
        package var tags: [String]
        package var summary: String
        package var description: String?
        package var parameters: [Parameter]?
        package var requestBody: Body?
        package var responses: [String: Body]
    }

    package struct Components: Decodable, Sendable { package var schemas: [String: Schema] }

    package var info: Info
    package var tags: [Tag]
    /// By path (`/conversations/{id}/messages`) and method in small letters.
    package var paths: [String: [String: Operation]]
    package var components: Components

    /// The document of this program.
    package static func load() throws -> OpenAPIDocument {
        try JSONDecoder().decode(OpenAPIDocument.self, from: Data(bytes))
    }
}
