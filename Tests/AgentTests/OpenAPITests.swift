import Agent
import Foundation
import Testing

/// The description of the API and the API itself.
@Suite struct OpenAPITests {
    @Test func everyRouteIsDescribedAndEveryDescriptionIsOfARoute() async throws {
        try await TestAgent.run { agent in
            let routes = Set(agent.host.routes)
            let document = try OpenAPIDocument.load()
            var described: Set<String> = []
            for (path, operations) in document.paths {
                for method in operations.keys {
                    described.insert("\(method.uppercased()) /api/v1\(path)")
                }
            }
            #expect(routes.subtracting(described).sorted() == [])
            #expect(described.subtracting(routes).sorted() == [])
        }
    }

    @Test func referencesLeadSomewhere() throws {
        let text = String(decoding: OpenAPIDocument.bytes, as: UTF8.self)
        let document = try OpenAPIDocument.load()
        for part in text.split(separator: "#/components/schemas/").dropFirst() {
            let name = String(part.prefix(while: \.isLetter))
            #expect(document.components.schemas[name] != nil, "\(name)")
        }
        let tags = Set(document.tags.map(\.name))
        for operations in document.paths.values {
            for operation in operations.values {
                #expect(tags.isSuperset(of: operation.tags))
            }
        }
    }

    @Test func everyCodeOfARefusalIsKnown() throws {
        let codes = Set(ErrorCode.allCases.map(\.rawValue))
        for operations in try OpenAPIDocument.load().paths.values {
            for operation in operations.values {
                guard let text = operation.responses["default"]?.description else { continue }
                let named = text.dropFirst("Refused: ".count).dropLast().split(separator: ", ")
                #expect(!named.isEmpty && codes.isSuperset(of: named.map { String($0) }), "\(text)")
            }
        }
    }

    @Test func documentIsServed() async throws {
        try await TestAgent.run(.locked) { agent in
            let browser = try await agent.browser()
            let answer = try await browser.get("/api/v1/openapi.json")
            #expect(
                answer.status == 200
                    && answer.body == String(decoding: OpenAPIDocument.bytes, as: UTF8.self))
        }
    }

    @Test func pageOfTheManualNamesEveryRoute() throws {
        let page = try source("docs/man/moonless-api.5")
        for (path, operations) in try OpenAPIDocument.load().paths {
            for method in operations.keys {
                let name = path.dropFirst().split(separator: "/")
                    .map { $0.hasPrefix("{") ? $0.dropFirst().dropLast().uppercased() : String($0) }
                    .joined(separator: "/")
                #expect(
                    page.contains(".It Li \(method.uppercased()) \(name)\n"), "\(method) \(path)")
            }
        }
        for code in ErrorCode.allCases { #expect(page.contains(code.rawValue), "\(code)") }
    }

    @Test func tableOfThePagesFilesIsComplete() throws {
        let root = try sourceDirectory() + "/Sources/CWebAssets/assets"
        var files: [String] = []
        for case let path as String in try #require(FileManager.default.enumerator(atPath: root)) {
            var isDirectory = false
            _ = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory)
            if !isDirectory, !path.hasPrefix("."), !path.contains("/.") { files.append("/" + path) }
        }
        // Otherwise: scripts/web_assets.py
        #expect(WebAssets().paths == files.sorted())
    }

    private func sourceDirectory() throws -> String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }

    private func source(_ path: String) throws -> String {
        let data = try #require(
            FileManager.default.contents(atPath: sourceDirectory() + "/" + path))
        return String(decoding: data, as: UTF8.self)
    }
}
