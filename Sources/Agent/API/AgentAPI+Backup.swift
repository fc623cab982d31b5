import Client
import Hummingbird

extension AgentAPI {
    func addBackup(to api: RouterGroup<Context>) {
        api.post("backup") { [runtime] request, _ in
            let body = try await JSONResponse.decode(BackupRequest.self, request)
            guard body.file.hasPrefix("/") else {
                throw APIError(.badRequest, .badRequest, "'file' must be an absolute path")
            }
            let summary = try await runtime.backUp(to: body.file, replacing: body.overwrite)
            return try JSONResponse.make(BackupBody(summary), status: .created)
        }
    }
}
