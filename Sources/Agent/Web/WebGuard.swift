import HTTPTypes
import Hummingbird

/// Who may come in at the loopback address, which other users' programs and every web page that
/// this machine shows can reach too.
struct WebGuard: Sendable {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    private static let fetchMode = HTTPField.Name("Sec-Fetch-Mode")

    private let store: AgentStore
    /// What the page's address may be: its names and the port.
    private let hosts: Set<String>

    init(_ store: AgentStore, port: Int) {
        self.store = store
        hosts = ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"]
    }

    /// - Throws: ``APIError``.
    func check(_ request: Request, isAPI: Bool) throws(APIError) {
        // Another name that leads here is that of a page which wants to pass for this one.
        guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
            throw .wrongHost
        }
        if let origin = request.headers[.origin] {
            guard hosts.contains(where: { origin == "http://\($0)" }) else {
                throw .foreignOrigin
            }
        }
        try checkSite(request, isAPI: isAPI)
        guard isAPI else { return }
        guard let token = Self.token(request) else { throw .noToken }
        guard store.admits(token) else { throw .wrongToken }
    }

    /// A browser says where a request comes from: from this page, or from nobody's page (an address
    /// that a person typed).
    ///
    /// To come here from elsewhere is fine for the page itself only.
    private func checkSite(_ request: Request, isAPI: Bool) throws(APIError) {
        guard let name = Self.fetchSite, let site = request.headers[name] else { return }
        if site == "same-origin" || site == "none" { return }
        let mode = Self.fetchMode.flatMap { request.headers[$0] }
        guard !isAPI, mode == "navigate", request.method == .get else { throw .foreignOrigin }
    }

    /// The token that a request shows.
    static func token(_ request: Request) -> String? {
        guard let field = request.headers[.authorization] else { return nil }
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
