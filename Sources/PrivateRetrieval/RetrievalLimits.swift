/// The sizes that this library accepts.
public enum RetrievalLimits {
    /// Most records of a database: 8 Mi, the knock board of a deployment with a million slots.
    public static let recordCount = 8 << 20
    /// Bytes of a record.
    public static let recordByteCount = 16...65_536
    /// Most bytes of a database, records times record size: 4 GiB.
    public static let databaseByteCount = 4 << 30
    /// Most queries of one batch, unless the engine is given a lower limit.
    public static let queryCount = 1 << 18
    /// Most bytes of all answers of one batch: 4 GiB.
    public static let answerByteCount = 4 << 30

    /// Checks the shape of a database.
    static func check(recordCount: Int, recordByteCount: Int) throws(RetrievalError) {
        guard recordCount > 0 else { throw .emptyDatabase }
        guard recordCount <= Self.recordCount else {
            throw .tooManyRecords(limit: Self.recordCount)
        }
        guard Self.recordByteCount.contains(recordByteCount) else {
            throw .recordByteCountOutOfRange
        }
        guard recordCount * recordByteCount <= databaseByteCount else {
            throw .databaseTooLarge(limit: databaseByteCount)
        }
    }
}
