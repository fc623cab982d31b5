import Hummingbird

/// What the routes of the agent and those of an account have in common: their place, and the form
/// of their errors.
enum APIRouter {
    typealias Context = AgentAPI.Context

    /// - Parameter add: adds routes below `/api/v1/`.
    static func make(_ add: (RouterGroup<Context>) -> Void) -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: APIErrorMiddleware())
        add(router.group("api/v1"))
        return router
    }
}
