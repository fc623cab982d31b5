package import ClientCore

extension ClientRuntime {
    package var account: Account { currentEngine.account }

    /// What contacts are told at an introduction; may be empty.
    package var name: String { account.displayName }
}
