import Agent
import ArgumentParser

/// `moonless help api`: the agent's API for people, from the document that describes it for
/// programs.
struct APIHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Describe the agent's API; --openapi prints the OpenAPI document.")

    private static let width = 80
    private static let methods = ["get", "post", "put", "delete"]

    @Flag(help: "Print the OpenAPI 3.1 document.")
    var openapi = false

    func run() throws {
        guard !openapi else {
            return Console.raw(String(decoding: OpenAPIDocument.bytes, as: UTF8.self))
        }
        Console.line(Self.text(try OpenAPIDocument.load()))
    }

    /// The whole description.
    package static func text(_ document: OpenAPIDocument) -> String {
        var lines = ["MOONLESS AGENT API", ""]
        for paragraph in document.info.description.split(separator: "\n") {
            lines += wrapped(String(paragraph), indent: 4) + [""]
        }
        for tag in document.tags {
            lines += [tag.name.uppercased()] + wrapped(tag.description, indent: 4) + [""]
            for path in document.paths.keys.sorted() {
                for method in methods {
                    guard let operation = document.paths[path]?[method],
                        operation.tags.contains(tag.name)
                    else { continue }
                    lines += describe(operation, "\(method.uppercased()) \(path.dropFirst())")
                }
            }
        }
        lines.append("OBJECTS")
        for name in document.components.schemas.keys.sorted() {
            guard let schema = document.components.schemas[name] else { continue }
            lines += describe(schema, name)
        }
        return lines.joined(separator: "\n")
    }

    private static func describe(
        _ operation: OpenAPIDocument.Operation, _ title: String
    ) -> [String] {
        var lines = ["    " + title] + wrapped(operation.summary, indent: 8)
        if let body = operation.requestBody?.content?.values.first {
            lines += wrapped("Takes " + brief(body.schema) + ".", indent: 8)
        }
        for parameter in operation.parameters ?? [] where parameter.place == "query" {
            let text = "?\(parameter.name)=: \(parameter.schema.description ?? "")"
            lines += wrapped(text, indent: 8)
        }
        for (status, answer) in operation.responses.sorted(by: { $0.key < $1.key }) {
            if status == "default" {
                lines += wrapped(answer.description ?? "", indent: 8)
            } else if let content = answer.content?.first {
                let isJSON = content.key == "application/json"
                let what = isJSON ? brief(content.value.schema) : content.key
                lines += wrapped("Answers \(status): \(what).", indent: 8)
            } else {
                lines += wrapped("Answers \(status).", indent: 8)
            }
        }
        if let more = operation.description { lines += wrapped(more, indent: 8) }
        return lines + [""]
    }

    private static func describe(_ schema: OpenAPIDocument.Schema, _ name: String) -> [String] {
        var lines = wrapped("\(name) \(brief(schema))", indent: 4)
        for property in schema.names {
            guard let text = schema.properties?[property]?.description else { continue }
            lines += wrapped("\(property): \(text)", indent: 8)
        }
        return lines + [""]
    }

    /// An object by its names, or by its own.
    private static func brief(_ schema: OpenAPIDocument.Schema) -> String {
        if let reference = schema.reference {
            return reference.split(separator: "/").last.map { String($0) } ?? reference
        }
        let required = Set(schema.required ?? [])
        let names = schema.names.map { required.contains($0) ? $0 : $0 + "?" }
        return names.isEmpty ? "a document" : "{" + names.joined(separator: ", ") + "}"
    }

    private static func wrapped(_ text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [margin + line]
    }
}
