/// What a client and one server derive for one query: PRF(session key, lane, round, query).
package struct QuerySecrets: Sendable {
    /// 16 bytes; the root of that server's share of the point function.
    package let root: [UInt8]
    /// 16 bytes; AES-128-CTR from counter 0 under it is that server's pad of the answer.
    package let padKey: [UInt8]

    package init(root: [UInt8], padKey: [UInt8]) {
        self.root = root
        self.padKey = padKey
    }
}
