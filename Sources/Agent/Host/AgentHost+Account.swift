import Client
import ClientCore
import HTTPTypes
import Wire

/// Making an account and deleting it.
extension AgentHost {
    // MARK: Joining

    func previewJoin(_ request: JoinPreviewRequest) async throws -> JoinPreviewBody {
        let link = try Self.link(request.link)
        let proxy = try chosenProxy(request.proxy)
        return JoinPreviewBody(try await NewAccount.deployment(of: link, proxy: proxy.address))
    }

    /// Makes the account and starts it.
    func join(_ request: JoinRequest) async throws {
        let link = try Self.link(request.link)
        let proxy = try chosenProxy(request.proxy)
        guard !request.passphrase.isEmpty else { throw APIError.emptyPassphrase }
        let name = try request.name.map(Self.checkedName) ?? ""
        try await alone {
            guard case .none = board.stage else { throw APIError.accountExists }
            let home = home
            let secret = VaultSecret.passphrase(request.passphrase)
            let isSecondTry = home.hasVault
            do {
                let account = try await guess {
                    try NewAccount.begin(in: home, secret: secret, ticket: link.ticket)
                }
                _ = try await account.register(
                    link: link, name: name, proxy: proxy.address, proxyText: proxy.text,
                    onDeployment: { _ in })
            } catch VaultError.wrongPassphrase where isSecondTry {
                throw APIError.otherPassphraseBefore
            }
            board.set(.locked)
            try open(try await guess { try Vault.open(home, secret: secret) })
        }
    }

    private static func link(_ text: String) throws -> JoinLink {
        let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
        do {
            return try JoinLink(String(trimmed.reversed()))
        } catch {
            throw APIError(.unprocessableContent, .badLink, error.description)
        }
    }

    private static func checkedName(_ name: String) throws -> String {
        if name.isEmpty { return "" }
        guard let checked = Account.checkedName(name) else { throw CommandError.badName }
        return checked
    }

    private func chosenProxy(
        _ text: String?
    ) throws -> (address: ProxyAddress?, text: String) {
        guard let text, !text.isEmpty else { return (proxy, "") }
        do {
            return (try ProxyAddress(text), text)
        } catch {
            throw APIError(.badRequest, .badRequest, error.description)
        }
    }

    // MARK: Leaving

    /// Begins the deletion of the account, which goes on when this has returned.
    func leave(_ request: LeaveRequest) async throws {
        guard request.confirm else {
            throw APIError(.badRequest, .badRequest, "'confirm' must be true")
        }
        let time = Duration.seconds(min(max(request.timeoutSeconds ?? 60, 0), 3_600))
        try await alone {
            guard let account = board.openAccount else { throw APIError.locked }
            guard departure.phase != .telling, departure.phase != .deleting else {
                throw APIError.busy
            }
            let home = home
            if try !VaultHeader.read(home.headerPath).isOpenedByKeyFile {
                let secret = VaultSecret.passphrase(request.passphrase ?? "")
                try await guess { try VaultHeader.read(home.headerPath).check(secret: secret) }
            }
            let leaving = Departure(account.runtime, await account.runtime.account)
            departure = DepartureBody(phase: .telling)
            departure.show(try await leaving.begin())
            // Outlives the request: it takes as long as the contacts need.
            Task { await finish(leaving, account, within: time) }
        }
    }

    private func finish(
        _ leaving: Departure, _ account: OpenAccount, within time: Duration
    ) async {
        departure.show(await leaving.untilTold(within: time) { departure.show($0) })
        departure.phase = .deleting
        await account.stop()
        do {
            try await leaving.deleteFromServers()
            try Vault.erase(home)
            departure.phase = .done
            board.set(.none)
        } catch {
            departure.phase = .failed
            departure.message = APIError(error).message
            board.set(.locked)
        }
    }
}
