import Client
import Glibc

/// Where the passphrase or the key file comes from.
enum SecretSource {
    private static let environmentName = "MOONLESS_PASSPHRASE"
    private static let keyFileByteCount = 32

    /// What opens the vault of an account that exists.
    static func existing(home: AccountHome, keyFile: String?) throws -> VaultSecret {
        try existing(
            opensByKeyFile: try VaultHeader.read(home.headerPath).isOpenedByKeyFile,
            keyFile: keyFile)
    }

    /// What opens a vault, or a backup of one.
    static func existing(opensByKeyFile needsKeyFile: Bool, keyFile: String?) throws -> VaultSecret
    {
        if let keyFile {
            guard needsKeyFile else { throw VaultError.passphraseNeeded }
            return .keyFile(try PrivateFile.read(keyFile))
        }
        guard !needsKeyFile else { throw VaultError.keyFileNeeded }
        return .passphrase(try passphrase(isNew: false))
    }

    /// What opens the vault of an account that exists, if nobody needs to be asked for it.
    static func unasked(home: AccountHome, keyFile: String?) throws -> VaultSecret? {
        let needsKeyFile = try VaultHeader.read(home.headerPath).isOpenedByKeyFile
        let hasSecret =
            needsKeyFile ? keyFile != nil : Environment.value(environmentName) != nil
        return hasSecret || keyFile != nil ? try existing(home: home, keyFile: keyFile) : nil
    }

    /// What will open a new account's vault.
    ///
    /// A key file that is missing is made.
    static func new(keyFile: String?) throws -> VaultSecret {
        guard let keyFile else { return .passphrase(try passphrase(isNew: true)) }
        if !PrivateFile.exists(keyFile) {
            var generator = SystemRandomNumberGenerator()
            let bytes = (0..<keyFileByteCount).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            try PrivateFile.create(keyFile, with: bytes)
            Console.error("made the key file \(keyFile): without it the account is lost")
        }
        return .keyFile(try PrivateFile.read(keyFile))
    }

    /// What will open a vault that exists.
    static func replacement(keyFile: String?) throws -> VaultSecret {
        guard keyFile == nil else { return try new(keyFile: keyFile) }
        return .passphrase(try passphrase(isNew: true, from: "MOONLESS_NEW_PASSPHRASE"))
    }

    static func passphrase(
        isNew: Bool, from environmentName: String = environmentName
    ) throws -> String {
        if let passphrase = Environment.value(environmentName) {
            return try checked(passphrase)
        }
        guard Console.inputIsTerminal else {
            throw CommandFailure(
                .usage,
                "no terminal to ask for the passphrase: set \(environmentName) or give --key-file")
        }
        guard isNew else { return try checked(ask("Passphrase: ")) }
        Console.error(
            "Choose a passphrase. It cannot be recovered: who forgets it loses the account.")
        let passphrase = try checked(ask("Passphrase: "))
        guard try ask("Once more: ") == passphrase else {
            throw CommandFailure(.usage, "the two passphrases differ: nothing was made")
        }
        return passphrase
    }

    private static func checked(_ passphrase: String) throws -> String {
        guard !passphrase.isEmpty else { throw CommandFailure(.usage, "the passphrase is empty") }
        return passphrase
    }

    /// Asks without echo.
    private static func ask(_ prompt: String) throws -> String {
        guard let terminal = RawTerminal() else {
            throw CommandFailure(.usage, "no terminal to ask for the passphrase")
        }
        defer {
            terminal.restore()
            Console.rawError("\n")
        }
        Console.rawError(prompt)
        var editor = LineEditor()
        while let bytes = RawTerminal.readBytes() {
            switch editor.feed(bytes).first {
            case .line(let line): return line
            case .end, .interrupt: throw CommandFailure(.interrupted, "interrupted")
            case nil: continue
            }
        }
        throw CommandFailure(.interrupted, "interrupted")
    }
}
