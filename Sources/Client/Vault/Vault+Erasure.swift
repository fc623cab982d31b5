extension Vault {
    /// Makes an account's vault unreadable for ever: its wrapped key is overwritten first, then the
    /// records; then the files are removed.
    ///
    /// What a file system or a drive keeps of overwritten bytes is beyond a program's reach; it is
    /// sealed, and its key lay in the header alone.
    package static func erase(_ home: AccountHome) throws(FileError) {
        try PrivateFile.overwrite(home.headerPath)
        for path in home.databasePaths where PrivateFile.exists(path) {
            try PrivateFile.overwrite(path)
        }
        remove(from: home)
    }
}
