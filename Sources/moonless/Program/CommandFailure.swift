import Agent
import Client
import ClientCore
import Wire

/// A command that ends with a message and an exit code of its own.
struct CommandFailure: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}

/// Any error in one sentence.
///
/// Only known errors speak for themselves.
enum Explanation {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as CommandFailure: error.description
        case let error as VaultError: error.description
        case let error as HomeError: error.description
        case let error as FileError: error.description
        case let error as BackupError: error.description
        case let error as AgentClientError: error.description
        case let error as WebServerError: error.description
        case let error as ConnectionTrouble: error.description
        case let error as LeaderUnreachable: error.description
        case let error as WireError: error.description
        default: "an unexpected error (\(type(of: error)))"
        }
    }
}
