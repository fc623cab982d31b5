/// The answers to a batch: one record-sized row a query, in one buffer.
public struct Answers: Sendable {
    /// Bytes of an answer.
    public let recordByteCount: Int
    /// All answers, one after the other; zeros where a query failed.
    public internal(set) var bytes: [UInt8]
    /// Why queries got no answer, by their place in the batch.
    public let failures: [Int: RetrievalError]

    /// Answers, failed ones included.
    public var count: Int { bytes.count / recordByteCount }

    /// One answer, copied.
    ///
    /// - Parameter index: The place of its query in the batch.
    /// - Throws: What was wrong with that query.
    public func answer(at index: Int) throws(RetrievalError) -> [UInt8] {
        if let failure = failures[index] { throw failure }
        return Array(bytes[range(of: index)])
    }

    /// Where an answer lies in ``bytes``.
    public func range(of index: Int) -> Range<Int> {
        index * recordByteCount..<(index + 1) * recordByteCount
    }
}

/// What a client does with two answers.
public enum Reconstruction {
    /// The record: the XOR of the answers of both servers, pads removed.
    ///
    /// - Throws: ``RetrievalError/answersDiffer`` if their lengths do.
    public static func record(
        fromLeader leader: [UInt8], helper: [UInt8]
    ) throws(RetrievalError) -> [UInt8] {
        guard leader.count == helper.count else { throw .answersDiffer }
        return zip(leader, helper).map { $0 ^ $1 }
    }
}
