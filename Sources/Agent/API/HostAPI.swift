import Client
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// The routes under `/api/v1/` that are there whether an account is open or not.
struct HostAPI: Sendable {
    typealias Context = AgentAPI.Context

    let host: AgentHost
    let door: AgentDoor

    func router() -> Router<Context> {
        APIRouter.make { api in
            addSession(to: api)
            addJoining(to: api)
            addRestoration(to: api)
            addLeaving(to: api)
            addSettings(to: api)
            addWeb(to: api)
            addTools(to: api)
        }
    }

    private func addSession(to api: RouterGroup<Context>) {
        api.get("session") { [host, door] _, _ in
            try JSONResponse.make(await host.session(door))
        }
        api.post("unlock") { [host, door] request, _ in
            let body = try await JSONResponse.decode(UnlockRequest.self, request)
            try await host.unlock(body.passphrase)
            return try JSONResponse.make(await host.session(door))
        }
        api.post("lock") { [host, door] _, _ in
            try await host.lockScreen()
            return try JSONResponse.make(await host.session(door))
        }
        api.post("shutdown") { [host] _, _ in
            host.shutdown()
            return Response(status: .accepted)
        }
    }

    private func addJoining(to api: RouterGroup<Context>) {
        api.post("join/preview") { [host] request, _ in
            let body = try await JSONResponse.decode(JoinPreviewRequest.self, request)
            return try JSONResponse.make(try await host.previewJoin(body))
        }
        api.post("join") { [host, door] request, _ in
            try await host.join(try await JSONResponse.decode(JoinRequest.self, request))
            return try JSONResponse.make(await host.session(door), status: .created)
        }
    }

    private func addLeaving(to api: RouterGroup<Context>) {
        api.get("leave") { [host] _, _ in try JSONResponse.make(await host.departure) }
        api.post("leave") { [host] request, _ in
            try await host.leave(try await JSONResponse.decode(LeaveRequest.self, request))
            return try JSONResponse.make(await host.departure, status: .accepted)
        }
    }

    private func addSettings(to api: RouterGroup<Context>) {
        api.get("settings") { [host] _, _ in try JSONResponse.make(host.store.settings) }
        api.put("settings") { [host] request, _ in
            let body = try await JSONResponse.decode(AgentSettingsRequest.self, request)
            return try JSONResponse.make(try host.store.changeSettings { try $0.apply(body) })
        }
        api.put("passphrase") { [host] request, _ in
            let body = try await JSONResponse.decode(PassphraseRequest.self, request)
            try await host.changePassphrase(body)
            return Response(status: .noContent)
        }
    }

    private func addWeb(to api: RouterGroup<Context>) {
        api.post("web/tokens") { [host, door] _, _ in
            // A page that could make tokens could keep one when its own is withdrawn.
            guard door == .socket else { throw APIError.notHere }
            let port = try await host.knownWebPort()
            let token = try host.store.issueToken()
            let body = WebTokenBody(
                address: "http://127.0.0.1:\(port)/#token=\(token)", token: token,
                id: AgentStore.hash(token))
            return try JSONResponse.make(body, status: .created)
        }
        api.get("web/tokens/:id") { [host] _, context in
            let id = try context.parameters.require("id")
            return try JSONResponse.make(WebTokenUseBody(used: host.store.wasUsed(hash: id)))
        }
        api.delete("web/tokens") { [host] _, _ in
            try host.store.revokeAllTokens()
            return Response(status: .noContent)
        }
        // The browser that asks.
        api.delete("web/tokens/own") { [host] request, _ in
            if let token = WebGuard.token(request) { try host.store.revoke(token) }
            return Response(status: .noContent)
        }
    }

    private func addTools(to api: RouterGroup<Context>) {
        api.post("qr") { request, _ in
            let body = try await JSONResponse.decode(QRRequest.self, request)
            guard let code = QRCode(body.text) else {
                throw APIError(
                    .badRequest, .badRequest, "'text' is empty or too long for a QR code")
            }
            return Response(
                status: .ok, headers: [.contentType: "image/svg+xml"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: code.svg)))
        }
        api.get("openapi.json") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: OpenAPIDocument.bytes)))
        }
    }
}
