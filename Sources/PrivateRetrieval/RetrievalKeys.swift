/// One server's root of a query: 16 secret bytes that client and server derive from their session.
///
/// 127 of the 128 bits are the seed of the tree; the lowest bit of the first byte is replaced by
/// the control bit, 0 at the leader and 1 at the helper. A root must serve one query only: two
/// targets under one root show the server the difference of their paths.
public struct QueryRoot: Sendable {
    let block: Block

    /// Takes 16 bytes; throws ``RetrievalError/wrongKeyByteCount`` for any other number.
    public init(_ bytes: some Sequence<UInt8>) throws(RetrievalError) {
        block = try Block(bytes)
    }

    /// As for any sequence, and faster.
    public init(_ bytes: [UInt8]) throws(RetrievalError) { block = try Block(bytes) }
}

/// The public constant of a round that keys the pseudorandom generator of all its queries.
///
/// The generator is the Matyas-Meyer-Oseas form of AES-128, `H(x) = AES(tweak, x) XOR x`, which in
/// the ideal-cipher model is correlation robust (Guo, Katz, Wang, Yu: Efficient and Secure
/// Multiparty Computation from Fixed-Key Block Ciphers, S&P 2020). Under one key for ever, whoever
/// computes `H` on `p` points hits one of the `N` seeds ever used with probability `p N / 2^127`,
/// and the points can be computed beforehand. A key that changes with each round bounds `N` by the
/// seeds of that round, of all its users, and makes computing beforehand useless (Guo, Katz, Wang,
/// Weng, Yu: Better Concrete Security for Half-Gates Garbling (in the Multi-Instance Setting),
/// CRYPTO 2020). It costs one key expansion a round. It need not be secret, only different in each
/// round, lane and deployment and unknown long before: a hash of descriptor, lane and round serves.
public struct RoundTweak: Sendable {
    let block: Block

    /// Takes 16 bytes; throws ``RetrievalError/wrongKeyByteCount`` for any other number.
    public init(_ bytes: some Sequence<UInt8>) throws(RetrievalError) {
        block = try Block(bytes)
    }
}

/// The index of a server in a pair: which share of the point function it holds.
public enum ServerIndex: UInt8, Sendable, CaseIterable {
    /// Server 0; its tree has control bit 0 at the root.
    case leader = 0
    /// Server 1; its tree has control bit 1 at the root.
    case helper = 1
}
