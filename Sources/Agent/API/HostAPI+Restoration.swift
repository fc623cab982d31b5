import HTTPTypes
import Hummingbird

/// Making an account's home from a backup.
extension HostAPI {
    /// The backup comes first and waits, sealed as it is; what opens it comes in a request of its
    /// own, so that a mistyped passphrase costs no second upload.
    func addRestoration(to api: RouterGroup<Context>) {
        api.put("restoration") { [host] request, _ in
            try JSONResponse.make(try await host.takeBackup(request), status: .created)
        }
        api.post("restoration") { [host, door] request, _ in
            let body = try await JSONResponse.decode(RestorationRequest.self, request)
            let summary = try await host.restore(body)
            return try JSONResponse.make(
                RestorationBody(summary, session: await host.session(door)), status: .created)
        }
        api.delete("restoration") { [host] _, _ in
            await host.dropBackup()
            return Response(status: .noContent)
        }
    }
}
