/// Retrieval with the record number in the clear, to test the logic around it without cryptography.
///
/// It hides nothing. Both servers see the number; the leader answers with the record, the helper
/// with zeros, so that answers add up as those of ``RetrievalEngine`` do.
public enum FakeRetrieval {
    /// A query: the record number in four bytes, little-endian, for both servers.
    ///
    /// - Throws: ``RetrievalError/recordOutOfRange``.
    public static func query(target: Int, records: Int) throws(RetrievalError) -> [UInt8] {
        guard target >= 0, target < records, records <= RetrievalLimits.recordCount else {
            throw .recordOutOfRange
        }
        return (0..<4).map { UInt8(truncatingIfNeeded: target >> (8 * $0)) }
    }

    /// A server's answer.
    ///
    /// - Throws: ``RetrievalError/wrongCorrectionWordByteCount(expected:)``,
    ///   ``RetrievalError/recordOutOfRange``.
    public static func answer(
        _ query: [UInt8], server: ServerIndex, database: PackedDatabase
    ) throws(RetrievalError) -> [UInt8] {
        guard query.count == 4 else { throw .wrongCorrectionWordByteCount(expected: 4) }
        let target = query.reversed().reduce(0) { $0 << 8 | Int($1) }
        let record = try database.record(at: target)
        return server == .leader ? record : [UInt8](repeating: 0, count: record.count)
    }
}
