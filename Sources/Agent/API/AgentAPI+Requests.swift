import Client
import ClientCore
import HTTPTypes
import Hummingbird

/// People who came by a reusable link.
extension AgentAPI {
    func addRequests(to api: RouterGroup<Context>) {
        api.get("requests") { [runtime] _, _ in
            let requests = await runtime.requests.map {
                RequestBody(
                    id: $0.id, name: $0.name, at: Timestamp.text(unixMilliseconds: $0.at))
            }
            return try JSONResponse.make(RequestsBody(requests: requests))
        }
        api.post("requests/:id/accept") { [runtime] request, context in
            let body = try await JSONResponse.decode(AcceptRequestRequest.self, request)
            let summary = try await runtime.acceptRequest(
                try Self.id(context), name: body.name)
            return try JSONResponse.make(
                try await Self.body(summary, runtime), status: .created)
        }
        api.delete("requests/:id") { [runtime] _, context in
            try await runtime.refuseRequest(try Self.id(context))
            return Response(status: .noContent)
        }
    }
}
