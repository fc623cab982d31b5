import Client
import HTTPTypes
import Hummingbird
import NIOCore

extension AgentAPI {
    private static let partByteCount = 1 << 16

    func addBackup(to api: RouterGroup<Context>) {
        api.post("backup") { [runtime] request, _ in
            let body = try await JSONResponse.decode(BackupRequest.self, request)
            guard body.file.hasPrefix("/") else {
                throw APIError(.badRequest, .badRequest, "'file' must be an absolute path")
            }
            let summary = try await runtime.backUp(to: body.file, replacing: body.overwrite)
            return try JSONResponse.make(BackupBody(summary), status: .created)
        }
        api.get("backup") { [runtime] _, _ in
            Self.response(try await runtime.backUpForDownload())
        }
    }

    private static func response(_ download: FileDownload) -> Response {
        let headers: HTTPFields = [
            .contentType: "application/octet-stream",
            .contentDisposition: "attachment; filename=\"moonless.backup\"",
        ]
        let body = ResponseBody(contentLength: download.byteCount) { writer in
            var offset = 0
            while true {
                let part = try download.read(at: offset, count: partByteCount)
                guard !part.isEmpty else { break }
                offset += part.count
                try await writer.write(ByteBuffer(bytes: part))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
