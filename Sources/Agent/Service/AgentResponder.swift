import HTTPTypes
import Hummingbird

/// Answers what comes in at one of the agent's doors: looks who asks, then leads to the page, to the
/// routes of the agent or to those of the account, if it is open.
struct AgentResponder: HTTPResponder {
    typealias Context = AgentAPI.Context

    /// Routes that a locked screen leaves open.
    private static let whileScreenLocked: Set<Substring> = ["session", "unlock", "lock"]
    /// A page's request that nobody's hand has caused.
    private static let background = HTTPField.Name("Moonless-Background")

    /// What the loopback door has and the socket has not.
    struct Web: Sendable {
        let webGuard: WebGuard
        let assets: WebAssets
    }

    private let board: SessionBoard
    private let web: Web?
    private let hostRoutes: RouterResponder<Context>
    /// First names of the agent's own routes.
    private let hostNames: Set<Substring>

    /// - Parameter web: nil for the socket.
    init(_ host: AgentHost, web: Web?) {
        board = host.board
        self.web = web
        let router = HostAPI(host: host, door: web == nil ? .socket : .web).router()
        hostRoutes = router.buildResponder()
        hostNames = Set(router.routes.compactMap { Self.name($0.path.description) })
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let isAPI = request.uri.path.hasPrefix("/api/")
        var response: Response
        do {
            try web?.webGuard.check(request, isAPI: isAPI)
            response = try await answer(request, context, isAPI: isAPI)
        } catch {
            response = try APIError(error).response(from: request, context: context)
        }
        if web != nil { WebHeaders.add(to: &response, isAPI: isAPI) }
        return response
    }

    private func answer(
        _ request: Request, _ context: Context, isAPI: Bool
    ) async throws -> Response {
        guard isAPI else {
            guard let web else { throw APIError.notFound }
            return try web.assets.response(request)
        }
        let name = Self.name(request.uri.path) ?? ""
        if web != nil {
            guard !board.isScreenLocked || Self.whileScreenLocked.contains(name) else {
                throw APIError.screenLocked
            }
            let isBackground = Self.background.map { request.headers[$0] != nil } ?? false
            if !isBackground, !["session", "lock", "events"].contains(name) { board.use() }
        }
        if hostNames.contains(name) {
            return try await hostRoutes.respond(to: request, context: context)
        }
        switch board.stage {
        case .none: throw APIError.noAccount
        case .locked: throw APIError.locked
        case .open(let account):
            return try await account.responder(web == nil ? .socket : .web)
                .respond(to: request, context: context)
        }
    }

    /// The first name behind `/api/v1/`.
    private static func name(_ path: String) -> Substring? {
        let names = path.split(separator: "/")
        return names.count > 2 && names[0] == "api" && names[1] == "v1"
            ? Substring(String(names[2])) : nil
    }
}
