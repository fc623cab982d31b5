/// A query as one server sees it.
public struct Query: Sendable {
    /// This server's root, from its session with the client.
    public var root: QueryRoot
    /// The correction words, the same for both servers, as the client sent them.
    ///
    /// Their length is checked by the engine; any content is a well-formed (if useless) query.
    public var correctionWords: [UInt8]
    /// Which of the two servers this is.
    public var server: ServerIndex

    /// Puts a query together.
    public init(root: QueryRoot, correctionWords: [UInt8], server: ServerIndex) {
        self.root = root
        self.correctionWords = correctionWords
        self.server = server
    }
}
