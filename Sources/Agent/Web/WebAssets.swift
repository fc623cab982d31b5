import CWebAssets
import Client
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// The page's files: those in the program or, for who works on the page, those of a directory.
package struct WebAssets: Sendable {
    private struct Asset: Sendable {
        var content: ByteBuffer
        var etag: String
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "json": "application/json; charset=utf-8",
        "webmanifest": "application/manifest+json", "svg": "image/svg+xml", "png": "image/png",
        "ico": "image/vnd.microsoft.icon", "woff2": "font/woff2",
        "txt": "text/plain; charset=utf-8",
        "ogg": "audio/ogg", "mp3": "audio/mpeg", "wav": "audio/wav",
    ]

    private let directory: String?
    private let embedded: [String: Asset]

    /// The files in the program.
    package init() {
        directory = nil
        var assets: [String: Asset] = [:]
        for index in 0..<web_asset_count() {
            let asset = web_asset_at(index)
            let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            assets[String(cString: asset.path)] = Self.asset(bytes)
        }
        embedded = assets
    }

    /// The files of a directory, read anew at each request.
    package init(directory: String) {
        self.directory = directory
        embedded = [:]
    }

    /// Paths of the files in the program.
    package var paths: [String] { embedded.keys.sorted() }

    func response(_ request: Request) throws(APIError) -> Response {
        guard request.method == .get || request.method == .head else { throw .notFound }
        let path = request.uri.path == "/" ? "/index.html" : request.uri.path
        guard let asset = find(path) else { throw .notFound }
        var headers: HTTPFields = [.eTag: asset.etag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == asset.etag {
            return Response(status: .notModified, headers: headers)
        }
        let ending = path.split(separator: ".").last.map { String($0) } ?? ""
        headers[.contentType] = Self.types[ending] ?? "application/octet-stream"
        headers[.contentLength] = String(asset.content.readableBytes)
        guard request.method == .get else { return Response(status: .ok, headers: headers) }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.content))
    }

    private func find(_ path: String) -> Asset? {
        guard let directory else { return embedded[path] }
        // Names that lead nowhere else: no hidden file, no way up.
        let names = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = names.allSatisfy { name in
            !name.isEmpty && !name.hasPrefix(".") && !name.contains("\0")
        }
        guard isPlain, let bytes = try? PrivateFile.read(directory + path) else { return nil }
        return Self.asset(bytes)
    }

    private static func asset(_ bytes: [UInt8]) -> Asset {
        let digest = Hexadecimal.encode(SHA256.hash(data: bytes).prefix(12))
        return Asset(content: ByteBuffer(bytes: bytes), etag: "\"\(digest)\"")
    }
}
