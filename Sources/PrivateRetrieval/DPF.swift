import CPrivateRetrieval

/// Two-server distributed point functions over record numbers.
///
/// Boyle, Gilboa, Ishai: Function Secret Sharing: Improvements and Extensions (CCS 2016), figure 1,
/// with output in GF(2) and early termination: the tree ends in leaves of 512 records. Both servers
/// receive the same correction words; each expands them under its own root to one bit a record, and
/// the two vectors differ in the target only.
public enum DPF {
    /// Bytes of correction words for a database: 16 a level, one bit a level, and a leaf of 64.
    ///
    /// The length depends on `records` only: 145 for 10,000, 193 for 100,000, 242 for 1,000,000.
    /// - Parameter records: 1 ... ``RetrievalLimits/recordCount``.
    public static func correctionWordByteCount(records: Int) -> Int {
        precondition(records > 0 && records <= RetrievalLimits.recordCount)
        return pr_dpf_correction_bytes(records)
    }

    /// The correction words that let two servers with these roots find `target`.
    ///
    /// Takes about a microsecond, in constant time as to roots and target.
    /// - Parameters:
    ///   - target: The number of the record, below `records`.
    ///   - records: Records of the database.
    ///   - leaderRoot: The root that the leader will use; never twice.
    ///   - helperRoot: The root that the helper will use; never twice.
    ///   - tweak: The constant of the round.
    /// - Throws: ``RetrievalError/recordOutOfRange``, ``RetrievalError/emptyDatabase``,
    ///   ``RetrievalError/tooManyRecords(limit:)``.
    public static func correctionWords(
        target: Int, records: Int, leaderRoot: QueryRoot, helperRoot: QueryRoot, tweak: RoundTweak
    ) throws(RetrievalError) -> [UInt8] {
        guard records > 0 else { throw .emptyDatabase }
        guard records <= RetrievalLimits.recordCount else {
            throw .tooManyRecords(limit: RetrievalLimits.recordCount)
        }
        guard target >= 0, target < records else { throw .recordOutOfRange }
        let count = pr_dpf_correction_bytes(records)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            tweak.block.withBytes { tweak in
                leaderRoot.block.withBytes { leader in
                    helperRoot.block.withBytes { helper in
                        pr_dpf_generate(
                            tweak, leader, helper, target, records, buffer.baseAddress)
                    }
                }
            }
            written = count
        }
    }

    /// One server's share of the point function, written out: record `i` at bit `i % 8` of byte
    /// `i / 8`.
    ///
    /// Servers do not need this (``RetrievalEngine`` never writes whole vectors); tests and tools do.
    /// - Throws: ``RetrievalError/wrongCorrectionWordByteCount(expected:)`` and as
    ///   ``correctionWords(target:records:leaderRoot:helperRoot:tweak:)``.
    public static func expand(
        _ query: Query, records: Int, tweak: RoundTweak, engine: AESEngine = .best
    ) throws(RetrievalError) -> [UInt8] {
        guard records > 0 else { throw .emptyDatabase }
        guard records <= RetrievalLimits.recordCount else {
            throw .tooManyRecords(limit: RetrievalLimits.recordCount)
        }
        let expected = pr_dpf_correction_bytes(records)
        guard query.correctionWords.count == expected else {
            throw .wrongCorrectionWordByteCount(expected: expected)
        }
        let capacity = pr_dpf_leaves(records) * Int(PR_LEAF_BYTES)
        var failed = false
        var bits = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, written in
            failed = tweak.block.withBytes { tweak in
                query.root.block.withBytes { root in
                    pr_dpf_expand(
                        engine.pointer, tweak, root, Int32(query.server.rawValue),
                        query.correctionWords, records, buffer.baseAddress) != 0
                }
            }
            written = failed ? 0 : capacity
        }
        guard !failed else { throw .outOfMemory }
        bits.removeLast(capacity - (records + 7) / 8)
        return bits
    }
}
