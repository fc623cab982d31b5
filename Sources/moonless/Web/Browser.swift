import Agent
import Client
import Glibc

/// Opens the page in the person's browser.
enum Browser {
    /// The address, with its token, reaches the browser through a file that its owner alone may
    /// read: the arguments of a process are open to every user of the machine.
    static func open(_ token: WebTokenBody, home: AccountHome, agent: AgentClient) async throws {
        let path = home.path + "/open.html"
        try PrivateFile.replace(path, with: Array(page(token.address).utf8))
        defer { PrivateFile.remove(path) }
        guard start(["xdg-open", path]) else {
            Console.line(token.address)
            return Console.error("No browser was found (xdg-open): open this address in yours.")
        }
        for _ in 0..<600 {
            try await Task.sleep(for: .milliseconds(100))
            let use = try await agent.get("web/tokens/\(token.id)", as: WebTokenUseBody.self)
            if use.used { return }
        }
        throw CommandFailure(
            .temporary, "no browser opened the page: 'moonless web --print' prints its address")
    }

    private static func page(_ address: String) -> String {
        """
        <!doctype html>
        <meta charset="utf-8">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="refresh" content="0; url=\(address)">
        <title>Moonless</title>

        """
    }

    /// - Returns: whether there is such a program.
    private static func start(_ arguments: [String]) -> Bool {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        return posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ) == 0
    }
}
