import Client
import HTTPTypes

/// Which conversation each listener has on its screen. The engine knows of one: that of the
/// listener that opened one last. When a listener hangs up, what it has open closes.
actor OpenConversations {
    private let runtime: ClientRuntime
    private var nextListener = 0
    private var listeners: Set<String> = []
    /// In the order of their opening.
    private var open: [(listener: String, conversation: String)] = []

    init(_ runtime: ClientRuntime) { self.runtime = runtime }

    var listenerCount: Int { listeners.count }

    func arrive() -> String {
        nextListener += 1
        let listener = "listener-\(nextListener)"
        listeners.insert(listener)
        return listener
    }

    func leave(_ listener: String) async {
        listeners.remove(listener)
        open.removeAll { $0.listener == listener }
        try? await tell()
    }

    func set(_ conversation: String?, by listener: String) async throws {
        guard listeners.contains(listener) else {
            throw APIError(
                .badRequest, .badRequest,
                "no such listener: read events first, it begins with hello")
        }
        if let conversation { _ = try await runtime.conversation(conversation) }
        open.removeAll { $0.listener == listener }
        if let conversation { open.append((listener, conversation)) }
        try await tell()
    }

    private func tell() async throws {
        try await runtime.open(conversation: open.last?.conversation)
    }
}
