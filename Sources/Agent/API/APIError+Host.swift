import HTTPTypes

/// Refusals of the agent itself.
extension APIError {
    static let notFound = APIError(.notFound, .notFound, "no such resource")
    static let busy = APIError(
        .tooManyRequests, .busy, "another attempt is under way: try again in a moment")

    // MARK: Stages

    static let noAccount = APIError(
        .conflict, .noAccount, "no account lives here yet: join with an operator's link")
    static let locked = APIError(
        .locked, .locked,
        "the account is locked: open it with its passphrase ('moonless unlock', or the page)")
    static let screenLocked = APIError(
        .locked, .locked, "the screen is locked: give the passphrase")
    static let accountExists = APIError(
        .conflict, .accountExists, "an account lives here already")
    static let emptyPassphrase = APIError(
        .badRequest, .emptyPassphrase, "the passphrase is empty")
    static let otherPassphraseBefore = APIError(
        .forbidden, .wrongPassphrase,
        "an earlier attempt to join was broken off here, with another passphrase: give that one")
    static let noPassphrase = APIError(
        .conflict, .noPassphrase,
        "this account is opened by a key file: there is no passphrase to lock the screen with")

    static let noBackup = APIError(
        .conflict, .noBackup, "there is no backup to restore: hand it over first")

    // MARK: Who asks

    static let noWeb = APIError(
        .conflict, .noWeb, "the agent serves no page: it was started with --no-web")
    static let notHere = APIError(
        .forbidden, .notHere, "tokens are made by 'moonless web' only")
    static let noToken = APIError(
        .unauthorized, .noToken,
        "no token came with the request: open the page with 'moonless web'")
    static let wrongToken = APIError(
        .unauthorized, .wrongToken,
        "the token is not known, or was withdrawn: open the page with 'moonless web'")
    static let wrongHost = APIError(
        .misdirectedRequest, .wrongHost, "this address is not the agent's")
    static let foreignOrigin = APIError(
        .forbidden, .foreignOrigin, "requests of other pages are not answered")
}

extension HTTPResponse.Status {
    fileprivate static let locked = HTTPResponse.Status(code: 423, reasonPhrase: "Locked")
}
