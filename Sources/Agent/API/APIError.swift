import Client
import ClientCore
import HTTPTypes
import Hummingbird
import Pictures
import Wire

/// An error on its way to the client: a status, a word and a sentence.
struct APIError: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: ErrorCode
    let message: String

    init(_ status: HTTPResponse.Status, _ code: ErrorCode, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Any error of a handler in the words of the API.
    init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as CommandError:
            let (status, code) = Self.classify(error)
            self.init(status, code, error.description)
        case let error as PictureError:
            self.init(.unprocessableContent, .badPicture, error.description)
        case VaultError.diskFull:
            self.init(HTTPResponse.Status(code: 507), .diskFull, VaultError.diskFull.description)
        case VaultError.wrongPassphrase:
            self.init(.forbidden, .wrongPassphrase, VaultError.wrongPassphrase.description)
        case VaultError.keyFileNeeded:
            self.init(.conflict, .keyFileNeeded, VaultError.keyFileNeeded.description)
        case VaultError.closed: self = .locked
        case let error as ConnectionTrouble:
            let (status, code) = Self.classify(error)
            self.init(status, code, error.description)
        case let error as LeaderUnreachable:
            self.init(.badGateway, .serverUnreachable, error.description)
        case let error as WireError:
            self.init(.badGateway, .serverUnreachable, error.description)
        case let error as VaultError: self.init(.internalServerError, .disk, error.description)
        case BackupError.exists(let path):
            self.init(.conflict, .fileExists, BackupError.exists(path).description)
        case let error as BackupError:
            self.init(.unprocessableContent, .badBackup, error.description)
        case let error as FileError where error.isDiskFull:
            self.init(HTTPResponse.Status(code: 507), .diskFull, error.description)
        case let error as FileError: self.init(.internalServerError, .disk, error.description)
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, .notFound, "no such resource")
        case let error as HTTPError:
            self.init(error.status, .badRequest, error.body ?? "the request was not understood")
        default: self.init(.internalServerError, .unknown, "the agent is in trouble of its own")
        }
    }

    private static func classify(_ error: CommandError) -> (HTTPResponse.Status, ErrorCode) {
        switch error {
        case .noSuchConversation: (.notFound, .noSuchContact)
        case .noSuchInvite: (.notFound, .noSuchInvite)
        case .emptyText: (.badRequest, .emptyText)
        case .textTooLong: (.contentTooLarge, .textTooLong)
        case .nameTaken: (.conflict, .nameTaken)
        case .badName: (.badRequest, .badName)
        case .link: (.unprocessableContent, .badLink)
        case .linkExpired: (.unprocessableContent, .linkExpired)
        case .linkOfOtherDeployment: (.unprocessableContent, .linkOfOtherDeployment)
        case .ownLink: (.unprocessableContent, .ownLink)
        case .linkAlreadyAccepted: (.conflict, .linkAlreadyAccepted)
        case .notYetIntroduced: (.conflict, .notYetIntroduced)
        case .cannotEncrypt: (.conflict, .cannotEncrypt)
        case .safetyNumberDiffers: (.conflict, .safetyNumberDiffers)
        case .noSuchGroup: (.notFound, .noSuchContact)
        case .notInGroup: (.conflict, .notInGroup)
        case .contactGone: (.conflict, .contactGone)
        case .notAdministrator: (.forbidden, .notAdministrator)
        case .noSuchMember: (.notFound, .noSuchMember)
        case .memberAlready: (.conflict, .memberAlready)
        case .groupFull: (.conflict, .groupFull)
        case .noSuchMessage: (.notFound, .noSuchMessage)
        case .notYourMessage: (.forbidden, .notYourMessage)
        case .tooLateToEdit: (.conflict, .tooLate)
        case .notAnEmoji: (.badRequest, .notAnEmoji)
        case .mentionNotInText: (.badRequest, .mentionNotInText)
        case .blocked: (.conflict, .blocked)
        case .onlyForContacts: (.badRequest, .onlyForContacts)
        case .leaveFirst: (.conflict, .leaveFirst)
        case .badLifetime: (.badRequest, .badLifetime)
        case .badPicture: (.unprocessableContent, .badPicture)
        case .noSuchRequest: (.notFound, .noSuchRequest)
        case .noSuchTransfer: (.notFound, .noSuchTransfer)
        case .emptyFile: (.badRequest, .emptyFile)
        case .fileTooLarge: (.contentTooLarge, .fileTooLarge)
        case .tooManyFiles: (.conflict, .tooManyFiles)
        case .fileIncomplete: (.conflict, .fileIncomplete)
        }
    }

    private static func classify(
        _ trouble: ConnectionTrouble
    ) -> (HTTPResponse.Status, ErrorCode) {
        switch trouble {
        case .refused(.unknownTicket), .refused(.usedTicket), .refused(.otherDeployment):
            (.unprocessableContent, .ticketRefused)
        case .refused(.deploymentFull): (.serviceUnavailable, .deploymentFull)
        default: (.badGateway, .serverUnreachable)
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try JSONResponse.make(
            ErrorBody(code: code, message: message), status: status)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}

/// Turns every error into the API's JSON.
struct APIErrorMiddleware: RouterMiddleware {
    typealias Context = AgentAPI.Context

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            throw APIError(error)
        }
    }
}
