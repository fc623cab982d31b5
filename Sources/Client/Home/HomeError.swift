/// What is wrong with an account's directory.
package enum HomeError: Error, Sendable, Equatable, CustomStringConvertible {
    case noHome
    case cannotCreate(String, String)
    case notEmpty(String)
    case noAccount(String)
    case badAccountName(String)
    case homeAndAccount
    case accountExists(String)
    case inUse(String)
    case socketPathTooLong(String)
    case notPrivate(String)

    package var description: String {
        switch self {
        case .noHome: "neither --home nor MOONLESS_HOME nor HOME says where the account lives"
        case .cannotCreate(let path, let why): "cannot create \(path): \(why)"
        case .notEmpty(let path):
            "\(path) holds files that are not moonless's: choose an empty or a new directory"
        case .badAccountName(let name):
            "'\(name)' cannot name an account: letters, digits, '-', '_' and '.' can"
        case .homeAndAccount: "--home and --account exclude each other"
        case .noAccount(let path): "no account in \(path): make one with 'moonless join LINK'"
        case .accountExists(let path):
            "\(path) already holds an account: choose another directory with --home"
        case .inUse(let path): "another agent runs on this home (\(path))"
        case .socketPathTooLong(let path):
            "\(path) is too long a path for a socket: choose a shorter --home"
        case .notPrivate(let path):
            "\(path) can be read by others or belongs to somebody else: remove it"
        }
    }
}
