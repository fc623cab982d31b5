package import ClientCore

extension ClientRuntime {
    /// Queues the word, in every conversation, that this account is about to be deleted.
    package func announceLeaving() throws {
        let now = now
        try step { ($0.announceLeaving(at: now), ()) }
    }

    package var leavingProgress: LeavingProgress { currentEngine.leavingProgress }
}
