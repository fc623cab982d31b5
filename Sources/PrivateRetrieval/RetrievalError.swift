/// Why a query, a record or a database was refused.
///
/// None of the cases carries a record number or key bytes: descriptions end up in logs.
public enum RetrievalError: Error, Equatable, Sendable {
    /// A database needs at least one record.
    case emptyDatabase
    /// More records than ``RetrievalLimits/recordCount``.
    case tooManyRecords(limit: Int)
    /// A record size outside ``RetrievalLimits/recordByteCount``.
    case recordByteCountOutOfRange
    /// Records times record size beyond ``RetrievalLimits/databaseByteCount``.
    case databaseTooLarge(limit: Int)
    /// A record number that the database does not have.
    case recordOutOfRange
    /// A batch that was gathered for a database of another size.
    case wrongRecordCount
    /// Bytes that are not one record (or not a whole number of records).
    case wrongRecordByteCount(expected: Int)
    /// Correction words of the wrong length, for instance made for another number of records.
    case wrongCorrectionWordByteCount(expected: Int)
    /// A root, tweak or pad key of the wrong length.
    case wrongKeyByteCount
    /// A server index other than 0 (leader) and 1 (helper).
    case invalidServerIndex
    /// A query beyond the limit of one batch.
    case batchLimitExceeded(limit: Int)
    /// Pads were given, but not one for each query.
    case wrongPadCount
    /// Two answers that do not belong together.
    case answersDiffer
    /// The database was packed for a kernel of another layout.
    case wrongLayout
    /// The processor lacks the kernel that was asked for.
    case kernelUnavailable
    /// The system gave no memory or no thread.
    case outOfMemory
}
